import { expect, test } from 'vitest';
import type { Reservation } from '../holds/model.ts';
import type { AcceptedCommand } from '../shared/command.ts';
import type { WalletPay } from './commands.ts';
import { decideWalletBatch, decideWalletPay } from './decide-wallet-payment.ts';
import type { MoneyChange } from './money-changes.ts';

const now = new Date('2026-03-01T10:05:00Z');
const LATE_MS = 30_000;
let ids = 0;
const newId = (prefix: string) => {
  ids += 1;
  return `${prefix}_${ids}`;
};

const held = (id: string, accountId: string, change: Partial<Reservation> = {}): Reservation => ({
  id,
  accountId,
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'held',
  seats: [],
  totalAmount: 100,
  expiresAt: new Date('2026-03-01T10:10:00Z'),
  createdAt: new Date('2026-03-01T10:00:00Z'),
  version: 1,
  ...change,
});
const pay = (reservationId: string, accountId: string): AcceptedCommand<WalletPay> => ({
  jobId: `job_${reservationId}`,
  accountId,
  fingerprint: 'f',
  acceptedAt: now,
  payload: { method: 'wallet', reservationId },
});
const kinds = (changes: readonly MoneyChange[]) => changes.map(({ kind }) => kind);

function decideBatch(reservations: readonly Reservation[], balances: Readonly<Record<string, number>>) {
  const commands = reservations.map(({ id, accountId }) => pay(id, accountId));
  const state = {
    reservations: reservations.map((reservation) => ({ reservation, now, isPerformanceCancelled: false })),
    balances: new Map(Object.entries(balances)),
  };
  const { answer, changes } = decideWalletBatch(commands, state, LATE_MS, newId);
  return { paid: [...answer.keys()].map(({ payload }) => payload.reservationId), changes };
}

test('pays what nothing stands in the way of, and leaves the rest undecided', () => {
  const { paid, changes } = decideBatch(
    [
      held('res_1', 'usr_rich'),
      held('res_2', 'usr_poor'),
      held('res_3', 'usr_late', { status: 'expired' }),
      held('res_4', 'usr_done', { status: 'confirmed' }),
      held('res_5', 'usr_free', { totalAmount: 0 }),
    ],
    { usr_rich: 100, usr_poor: 99, usr_late: 100, usr_done: 100, usr_free: 100 },
  );
  expect(paid).toEqual(['res_1']);
  expect(kinds(changes)).toEqual([
    'outcome_recorded',
    'payment_started',
    'transfer_posted',
    'reservation_moved',
  ]);
});

test('pays one of two reservations of one wallet in a batch', () => {
  const { paid } = decideBatch([held('res_1', 'usr_1'), held('res_2', 'usr_1')], { usr_1: 1_000 });
  expect(paid).toEqual(['res_2']);
});

test.each([
  ['insufficient_balance', 99, null, 'held'],
  ['hold_expired', 100, null, 'expired'],
  ['hold_expired', 100, { hasLivePayment: true }, 'expired'],
  ['hold_expired', 100, { areFree: false }, 'expired'],
  ['paid', 100, {}, 'expired'],
  ['paid', 100, null, 'held'],
] as const)(
  'answers %s with a balance of %i and the seats %o of a reservation that is %s',
  (expected, walletAmount, seats, status) => {
    const reservation = held('res_1', 'usr_1', { status });
    const retake = seats && {
      areFree: true,
      seats: 1,
      liveSeats: 0,
      maxSeatsPerUser: 4,
      isSaleOver: false,
      hasLivePayment: false,
      ...seats,
    };
    const state = {
      locked: { reservation, now, isPerformanceCancelled: false },
      seats: retake,
      walletAmount,
    };
    const { answer } = decideWalletPay(pay('res_1', 'usr_1'), state, LATE_MS, newId);
    expect(answer.status === 'rejected' ? answer.error.code : 'paid').toBe(expected);
  },
);
