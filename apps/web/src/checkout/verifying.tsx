import { useEffect, useState } from 'preact/hooks';
import { LinkButton } from '../shell/parts/button.tsx';
import { useTexts } from '../shell/texts.ts';
import { checkoutTexts } from './texts.ts';

const LONG_MS = 8_000;

/** The outcome of a payment is not known yet. It is no failure. */
export function Verifying({ reservationId }: { readonly reservationId: string }) {
  const texts = useTexts(checkoutTexts);
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="card verifying" role="status">
      <span class="spinner" aria-hidden="true" />
      <h2>{texts.verifying}</h2>
      <p class="muted">{long ? texts.verifyingLong : texts.verifyingText}</p>
      {long && (
        <LinkButton kind="secondary" href={`/reservations/${reservationId}`}>
          {texts.toReservation}
        </LinkButton>
      )}
    </div>
  );
}
