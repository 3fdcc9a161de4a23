import { useTexts } from '../texts.ts';
import { LinkButton } from './button.tsx';
import { partTexts } from './texts.ts';

/** The way on from a page that has nothing to show. */
export function ToConcerts() {
  return (
    <LinkButton kind="secondary" href="/">
      {useTexts(partTexts).toConcerts}
    </LinkButton>
  );
}

export function ToReservations() {
  return (
    <LinkButton kind="secondary" href="/reservations">
      {useTexts(partTexts).toReservations}
    </LinkButton>
  );
}
