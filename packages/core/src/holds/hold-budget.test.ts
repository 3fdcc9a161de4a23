import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  budgetUsedUpUntil,
  type HoldUse,
  LEAST_COOL_DOWN_SECONDS,
  type OpenHold,
  unpaidEnd,
} from './hold-budget.ts';

const START = Date.UTC(2026, 4, 1, 11);
const at = (seconds: number) => new Date(START + seconds * 1_000);
const use = (heldAt: number, seconds: number, seats = 4, end: HoldUse['end'] = 'expired'): HoldUse => ({
  end,
  seats,
  heldAt: at(heldAt),
  endedAt: at(heldAt + seconds),
});
const usedUpUntil = (budget: number, uses: readonly HoldUse[], now: number, open: readonly OpenHold[] = []) =>
  budgetUsedUpUntil(budget, { uses, open }, at(now));

describe('the budget of unpaid holds', () => {
  it('allows two holds of four seats to expire, and refuses a third until the used seconds are over', () => {
    const [first, second] = [use(0, 600), use(600, 600)];
    expect(usedUpUntil(4_800, [first], 600)).toBeNull();
    expect(usedUpUntil(4_800, [first, second], 1_200)).toEqual(at(600 + 4_800));
    expect(usedUpUntil(4_800, [first, second], 600 + 4_800)).toBeNull();
  });

  it('forgets uses after as many seconds, so that rare ones never add up', () => {
    const rare = Array.from({ length: 8 }, (_, n) => use(n * 3_000, 600));
    expect(usedUpUntil(4_800, rare, 7 * 3_000 + 600)).toBeNull();
  });

  it('charges nothing for the first released and the first declined hold, and later ones by their time', () => {
    const given = (end: HoldUse['end'], times: number) =>
      Array.from({ length: times }, (_, n) => use(n, 60, 4, end));
    for (const end of ['released', 'declined'] as const) {
      expect(usedUpUntil(200, given(end, 1), 60)).toBeNull();
      expect(usedUpUntil(200, given(end, 2), 61)).not.toBeNull();
    }
    expect(usedUpUntil(200, [...given('released', 1), ...given('declined', 1)], 60)).toBeNull();
  });

  it('adds up uses that follow each other closely', () => {
    const clicks = Array.from({ length: 40 }, (_, n) => use(n * 25, 24, 4, 'released'));
    expect(usedUpUntil(2_000, clicks, 40 * 25)).not.toBeNull();
  });

  it('takes at least half a minute to refill', () => {
    expect(usedUpUntil(5, [use(0, 5, 1)], 6)).toEqual(at(5 + LEAST_COOL_DOWN_SECONDS));
  });

  it('allows every hold when switched off', () => {
    expect(usedUpUntil(0, [use(0, 86_000, 10)], 86_000)).toBeNull();
  });

  it('names a time from which no hold is refused, however the open holds end', () => {
    const seconds = fc.integer({ min: 0, max: 1_200 });
    const held = fc.record({
      heldAt: seconds,
      lasts: seconds,
      seats: fc.integer({ min: 1, max: 10 }),
      end: fc.constantFrom<HoldUse['end']>('expired', 'released', 'declined'),
    });
    const open = fc.record({
      heldFor: seconds,
      left: fc.integer({ min: 1, max: 1_200 }),
      seats: fc.integer({ min: 1, max: 10 }),
      paid: fc.boolean(),
      endsAfter: fc.integer({ min: 1, max: 1_200 }),
      end: fc.constantFrom<HoldUse['end']>('expired', 'released', 'declined'),
    });
    fc.assert(
      fc.property(
        fc.array(held, { maxLength: 12 }),
        fc.array(open, { maxLength: 4 }),
        fc.integer({ min: 1, max: 10_000 }),
        (past, opened, budget) => {
          const uses = past.map(({ heldAt, lasts, seats, end }) => use(heldAt, lasts, seats, end));
          const now = 2_400;
          const openHolds = opened.map(({ heldFor, left, seats }) => ({
            seats,
            heldAt: at(now - heldFor),
            expiresAt: at(now + left),
          }));
          const retryAt = usedUpUntil(budget, uses, now, openHolds);
          if (retryAt === null) return;
          expect(retryAt.getTime()).toBeGreaterThan(at(now).getTime());
          const ended = opened
            .filter(({ paid }) => !paid)
            .map(({ heldFor, left, seats, endsAfter, end }) =>
              use(now - heldFor, heldFor + Math.min(left, endsAfter), seats, end),
            )
            .filter(({ endedAt }) => endedAt <= retryAt);
          expect(budgetUsedUpUntil(budget, { uses: [...uses, ...ended], open: [] }, retryAt)).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('charges for how a hold ended, but not for an unanswered payment', () => {
  expect(unpaidEnd('held', 'expired')).toBe('expired');
  expect(unpaidEnd('paying', 'expired')).toBeNull();
  expect(unpaidEnd('held', 'released')).toBe('released');
  expect(unpaidEnd('paying', 'payment_failed')).toBe('declined');
  expect(unpaidEnd('paying', 'confirmed')).toBeNull();
});
