import { sleep } from '@concert-mania/client/send';
import { api } from '../shell/client.ts';
import { makeStored } from '../shell/stored.ts';
import { readReservation } from './order/use-reservation.ts';
import { type PayEnd, settlePayment } from './payment-window/settle.ts';

/** The idempotency key of a payment under way. It survives a reload, which then pays once. */
const keyOf = (reservationId: string) =>
  makeStored(
    () => sessionStorage,
    `pay:${reservationId}`,
    (value) => (typeof value === 'string' ? value : null),
  );

/** Whether a payment was begun in this tab and its end was not seen. */
export const isWalletPaymentOpen = (reservationId: string): boolean => keyOf(reservationId).read() !== null;

/** Pays from the wallet. A next payment after this one's end has a new key. */
export async function payFromWallet(reservationId: string, signal: AbortSignal): Promise<PayEnd> {
  const key = keyOf(reservationId);
  const idempotencyKey = key.read() ?? crypto.randomUUID();
  key.write(idempotencyKey);
  const body = { method: 'wallet', reservationId } as const;
  const end = await settlePayment(
    {
      run: (over) => api.run('payment.pay', { body, idempotencyKey, signal: over }),
      read: (over) => readReservation(reservationId, over),
      pause: sleep,
    },
    signal,
  );
  key.forget();
  return end;
}
