import { expect, test } from 'vitest';
import type { Reservation } from '../../holds/model.ts';
import { beginPayment } from '../model.ts';
import { decideApprovedBatch, decideClaimBatch } from './decide-gateway-batch.ts';

const now = new Date('2026-03-01T10:05:00Z');
const captured = { approvedAt: now, cancelledAmount: 0 };
let ids = 0;
const newId = (prefix: string) => {
  ids += 1;
  return `${prefix}_${ids}`;
};
const reservation = (id: string, status: Reservation['status'], totalAmount = 100): Reservation => ({
  id,
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status,
  seats: [],
  totalAmount,
  expiresAt: new Date('2026-03-01T10:10:00Z'),
  createdAt: new Date('2026-03-01T10:00:00Z'),
  version: 1,
});
const command = { jobId: 'job_1', accountId: 'usr_1', fingerprint: 'f', acceptedAt: now };
const locked = (of: Reservation, isPerformanceCancelled = false) => ({
  reservation: of,
  now,
  isPerformanceCancelled,
});

test('begins payments of held reservations on their own terms, and leaves the others undecided', () => {
  const wanted = ['held', 'priced', 'expired', 'paying', 'stopped', 'gone'].map((name, n) => ({
    command: {
      ...command,
      payload: {
        method: 'gateway',
        reservationId: `res_${name}`,
        paymentKey: `pk_${n}`,
        amount: 100,
      } as const,
    },
    terms: { payingMs: 1_000_000 * (n + 1), checkAfterMs: 1, sent: true },
  }));
  const reservations = [
    locked(reservation('res_held', 'held')),
    locked(reservation('res_priced', 'held', 99)),
    locked(reservation('res_expired', 'expired')),
    locked(reservation('res_paying', 'paying')),
    locked(reservation('res_stopped', 'held'), true),
  ];
  const { answer, changes } = decideClaimBatch(wanted, reservations, 30_000, newId);
  expect([...answer.keys()]).toEqual([wanted[0]]);
  expect(changes.map(({ kind }) => kind)).toEqual(['payment_started', 'money_reserved', 'reservation_moved']);
  expect(changes.at(-1)).toMatchObject({
    move: { after: { status: 'paying', expiresAt: new Date(now.getTime() + 1_000_000) } },
  });
});

test('confirms captured payments whose seats are kept, and leaves the others undecided', () => {
  const states = (['paying', 'expired', 'paying', 'paying', 'paying'] as const).map((status, n) => {
    const of = reservation(`res_${n}`, status);
    const order = {
      id: `pay_${n}` as const,
      purpose: 'reservation',
      reservationId: of.id,
      method: 'gateway',
      orderId: of.id,
      paymentKey: `pk_${n}`,
      amount: 100,
    } as const;
    const payment = beginPayment(order, command, now);
    return { ...locked(of, n === 2), payment, command, holdExpiresAt: of.expiresAt };
  });
  const money = new Map(
    states.map(({ payment: { id } }, n) => [id, { ...captured, cancelledAmount: n === 3 ? 1 : 0 }]),
  );
  money.delete('pay_4');
  const ended = {
    ...states[0]!,
    payment: { ...states[0]!.payment, id: 'pay_9' as const, status: 'failed' as const },
  };
  money.set('pay_9', captured);
  const { answer, changes } = decideApprovedBatch([...states, ended], money, newId);
  expect([...answer.keys()]).toEqual(['pay_0']);
  expect(answer.get('pay_0')).toMatchObject({ kind: 'decided', outcome: { status: 'succeeded' } });
  expect(changes.map(({ kind }) => kind)).toEqual([
    'outcome_recorded',
    'payment_moved',
    'transfer_posted',
    'money_resolved',
    'reservation_moved',
  ]);
});
