import { heldAs } from '@concert-mania/core/jobs/testing/sample-outcomes';
import type { PaymentReader } from '@concert-mania/core/payments/ports';
import { expect, it, vi } from 'vitest';
import { rememberHeld } from './remember-held.ts';

const outcome = heldAs('res_1');
const { totalAmount } = outcome.status === 'succeeded' ? outcome.result.reservation : { totalAmount: 0 };
const JOB = {
  id: 'job_1',
  type: 'reservation.hold',
  accountId: 'usr_1',
  status: 'succeeded',
  createdAt: new Date(0),
  finishedAt: new Date(1),
  outcome,
} as const;

it('finds the amount of a hold that was answered here without a query, for its owner only', async () => {
  const findPayableAmount = vi.fn(async () => 5);
  const reader = { findPayableAmount } as unknown as PaymentReader;
  const held = rememberHeld({ findJob: async () => JOB, reader });
  expect(await held.reader.findPayableAmount('usr_1', 'res_1')).toBe(5);
  expect(await held.findJob({ jobId: JOB.id, accountId: 'usr_1', waitMs: 0 })).toBe(JOB);
  expect(await held.reader.findPayableAmount('usr_1', 'res_1')).toBe(totalAmount);
  expect(await held.reader.findPayableAmount('usr_2', 'res_1')).toBeNull();
  expect(findPayableAmount).toHaveBeenCalledTimes(1);
});
