import { expect, it } from 'vitest';
import { makeAttemptCounter } from './gateway-attempts.ts';

const call = (paymentId: string | undefined, operation: 'confirm' | 'inquire' = 'confirm') =>
  ({ operation, paymentId, kind: 'unknown' }) as const;

it('numbers the calls of each payment and operation, and none that was not made', () => {
  const attemptOf = makeAttemptCounter();
  expect([call('pay_1'), call('pay_2'), call('pay_1'), call('pay_1', 'inquire')].map(attemptOf)).toEqual([
    1, 1, 2, 1,
  ]);
  expect(attemptOf({ ...call('pay_1'), kind: 'not_tried' })).toBeUndefined();
  expect(attemptOf(call(undefined))).toBeUndefined();
  expect(attemptOf(call('pay_1'))).toBe(3);
});

it('forgets the payment that was called longest ago', () => {
  const attemptOf = makeAttemptCounter(2);
  for (const id of ['pay_1', 'pay_2', 'pay_1', 'pay_3']) attemptOf(call(id));
  expect([attemptOf(call('pay_1')), attemptOf(call('pay_2'))]).toEqual([3, 1]);
});
