import { useTexts } from '../shell/texts.ts';
import { checkoutTexts } from './texts.ts';
import { Verifying } from './verifying.tsx';

/** The payment of a reservation is not known yet. */
export function PaymentVerifying({ reservationId }: { readonly reservationId: string }) {
  const texts = useTexts(checkoutTexts);
  const elsewhere = { href: `/reservations/${reservationId}`, name: texts.toReservation };
  return <Verifying texts={texts} elsewhere={elsewhere} />;
}
