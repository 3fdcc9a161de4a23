import { describe, expect, it } from 'vitest';
import { PLAN_LIMITS } from '../catalogue/seating-plan-schema.ts';
import { cancellationReason, seatRequest } from './commands.ts';

const best = (bestAvailable: Readonly<Record<string, unknown>>) => seatRequest.safeParse({ bestAvailable });

describe('a request for seats', () => {
  it('names one to ten seats, each once', () => {
    const named = (...seatNumbers: unknown[]) => seatRequest.safeParse({ seatNumbers }).success;
    expect([named(1), named(4, 3, 2, 1)]).toEqual([true, true]);
    expect([
      named(),
      named(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
      named(2, 2),
      named(0),
      named(1.5),
      named('1'),
    ]).not.toContain(true);
  });

  it('asks for adjacent seats that strand no single seat, unless it says otherwise', () => {
    expect(best({ quantity: 2 }).data).toEqual({
      bestAvailable: { quantity: 2, adjacent: true, preventOrphans: true, accessible: 0 },
    });
    expect([best({ quantity: 1 }).success, best({ quantity: 10 }).success]).toEqual([true, true]);
    expect([best({ quantity: 0 }).success, best({ quantity: 11 }).success]).toEqual([false, false]);
  });

  it('refuses more accessible seats than seats, and names the field', () => {
    expect(best({ quantity: 2, accessible: 2 }).success).toBe(true);
    expect(best({ quantity: 1, accessible: 2 }).error?.issues[0]?.path).toEqual([
      'bestAvailable',
      'accessible',
    ]);
  });

  it('can name every zone that a plan may have', () => {
    expect(best({ quantity: 1, zone: 'z'.repeat(PLAN_LIMITS.textLength) }).success).toBe(true);
    expect(best({ quantity: 1, zone: 'z'.repeat(PLAN_LIMITS.textLength + 1) }).success).toBe(false);
  });

  it('asks either for named seats or for the best available', () => {
    expect(seatRequest.safeParse({ seatNumbers: [1], bestAvailable: { quantity: 1 } }).success).toBe(false);
    expect(seatRequest.safeParse({}).success).toBe(false);
  });
});

it('trims a cancellation reason', () => {
  expect(cancellationReason.parse('  \n')).toBe('');
  expect(cancellationReason.parse(' ill ')).toBe('ill');
});
