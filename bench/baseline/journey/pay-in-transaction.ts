import type { NewId } from '@concert-mania/core/shared/ids';
import type pg from 'pg';
import { lockReservation, takeFromWallet, writePaid } from './payment-statements.ts';
import type { MailJob, PaymentJob, PaymentResult } from './queues.ts';

export interface PayPorts {
  readonly pool: pg.Pool;
  readonly newId: NewId;
  /** Takes the money. Null if it was declined, else when it was approved. */
  readonly confirm: (payment: {
    readonly paymentKey: string;
    readonly orderId: string;
    readonly amount: number;
  }) => Promise<Date | null>;
  /** Called after the commit. */
  readonly onPaid: (paid: MailJob & { readonly concertId: string }) => Promise<void>;
}

const refused = (code: string): PaymentResult => ({ status: 'rejected', error: { code } });

/** Calls the gateway where it is asked, then pays in one transaction. */
export async function payInTransaction(ports: PayPorts, job: PaymentJob): Promise<PaymentResult> {
  let approvedAt: Date | null = new Date();
  if (job.method === 'gateway') {
    const { paymentKey, amount, reservationId: orderId } = job;
    if (paymentKey === undefined || amount === undefined) return refused('amount_mismatch');
    approvedAt = await ports.confirm({ paymentKey, orderId, amount });
    if (approvedAt === null) return refused('payment_declined');
  }
  const client = await ports.pool.connect();
  try {
    await client.query('begin');
    const { result, paid } = await pay(client, ports, job, approvedAt);
    await client.query(paid === null ? 'rollback' : 'commit');
    if (paid !== null) await ports.onPaid(paid);
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function pay(client: pg.ClientBase, { newId }: PayPorts, job: PaymentJob, approvedAt: Date) {
  const { accountId, reservationId, method } = job;
  const reservation = await lockReservation(client, reservationId, accountId);
  if (reservation === null) return { result: refused('reservation_not_found'), paid: null };
  if (reservation.status !== 'held') return { result: refused('reservation_not_payable'), paid: null };
  if (reservation.expiresAt.getTime() < Date.now()) return { result: refused('hold_expired'), paid: null };
  const walletAmount =
    method === 'wallet' ? await takeFromWallet(client, accountId, reservation.totalAmount) : null;
  if (method === 'wallet' && walletAmount === null)
    return { result: refused('insufficient_balance'), paid: null };
  const paymentId = newId('pay');
  const result: PaymentResult = {
    status: 'succeeded',
    result: {
      payment: { id: paymentId, status: 'completed' },
      reservation: { id: reservationId, status: 'confirmed' },
    },
  };
  const eventId = `${reservationId}.${reservation.version + 1}`;
  await writePaid(client, {
    ...job,
    paymentId,
    transferId: newId('trf'),
    ticketIds: reservation.seatNumbers.map(() => newId('tkt')),
    paymentKey: job.paymentKey ?? null,
    reservation,
    approvedAt,
    walletAmount,
    outcome: result,
    eventId,
  });
  return { result, paid: { eventId, concertId: reservation.concertId } };
}
