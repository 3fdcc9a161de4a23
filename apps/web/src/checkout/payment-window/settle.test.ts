import type { JobOf } from '@concert-mania/client/jobs';
import { type Problem, ProblemError } from '@concert-mania/client/problem';
import { expect, test, vi } from 'vitest';
import type { Reservation } from '../order/pay-state.ts';
import { runUntilKnown, settlePayment } from './settle.ts';

type PayJob = JobOf<'payment.pay'>;

const problemOf = (status: number, code: Problem['code']) =>
  ({ type: 'about:blank', title: code, status, detail: '', code, requestId: 'r' }) as Problem;
const refusal = (status: number, code: Problem['code']) =>
  new ProblemError('/v1/payments', problemOf(status, code));
const jobOf = (status: PayJob['status'], error: Problem | null = null) =>
  ({ id: 'job_1', type: 'payment.pay', status, error }) as PayJob;
const reservationOf = (status: Reservation['status']) => ({ status, payments: [] }) as unknown as Reservation;
const never = new AbortController().signal;
const pause = async () => undefined;

test('sends a command again while its end is unknown, and stops at the end', async () => {
  const run = vi
    .fn<() => Promise<PayJob>>()
    .mockRejectedValueOnce(new TypeError('network'))
    .mockRejectedValueOnce(refusal(503, 'service_unavailable'))
    .mockRejectedValueOnce(refusal(429, 'rate_limited'))
    .mockRejectedValueOnce(refusal(401, 'unauthenticated'))
    .mockResolvedValue(jobOf('succeeded'));
  expect(await runUntilKnown({ run, pause }, never)).toMatchObject({ kind: 'job' });
  expect(run).toHaveBeenCalledTimes(5);
});

test('gives the refusal of a command that is not accepted', async () => {
  const run = async () => Promise.reject(refusal(422, 'amount_mismatch'));
  expect(await runUntilKnown({ run, pause }, never)).toMatchObject({ problem: { code: 'amount_mismatch' } });
});

test('ends when the page is left', async () => {
  const over = new AbortController();
  const run = async () => {
    over.abort(new Error('left'));
    throw new TypeError('network');
  };
  await expect(runUntilKnown({ run, pause }, over.signal)).rejects.toThrow('left');
});

test('waits for the reservation until no payment of it is open', async () => {
  const read = vi
    .fn<() => Promise<Reservation>>()
    .mockResolvedValueOnce(reservationOf('paying'))
    .mockRejectedValueOnce(new TypeError('network'))
    .mockResolvedValue(reservationOf('confirmed'));
  const end = await settlePayment({ run: async () => jobOf('succeeded'), read, pause }, never);
  expect(end).toMatchObject({ reservation: { status: 'confirmed' }, problem: null });
});

test('shows no refusal when another tab has paid', async () => {
  const run = async () => jobOf('rejected', problemOf(409, 'reservation_not_payable'));
  const read = async () => reservationOf('confirmed');
  expect((await settlePayment({ run, read, pause }, never)).problem).toBeNull();
});

test.each([
  ['payment_declined', 'payment_failed'],
  ['insufficient_balance', 'held'],
  ['hold_expired', 'expired'],
] as const)('tells of %s with the reservation %s', async (code, status) => {
  const run = async () => jobOf('rejected', problemOf(402, code));
  const end = await settlePayment({ run, read: async () => reservationOf(status), pause }, never);
  expect(end).toMatchObject({ problem: { code }, reservation: { status } });
});
