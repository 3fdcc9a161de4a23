import { between, draw, type Random } from '../random.ts';

/** The plan of a fan who holds seats. */
export type Plan =
  | { readonly kind: 'pay-by-card'; readonly scenario: string }
  | { readonly kind: 'pay-from-wallet' }
  | { readonly kind: 'let-it-expire' }
  | { readonly kind: 'release' }
  | { readonly kind: 'buy-and-cancel' };

/** Who a fan is: drawn before the sale, so that a seed draws the same fans again. */
export interface Persona {
  readonly quantity: number;
  readonly choice: 'own-seats' | 'best-available';
  readonly plan: Plan;
  /** Leaves the queue after this many looks at the place; null for everybody who stays. */
  readonly leavesAfterPolls: number | null;
  /** How often to look for other seats when the wanted ones are gone. */
  readonly tries: number;
  readonly chooseMs: number;
  readonly payMs: number;
}

const MOST_CHOOSE_MS = 1_500;
const LEAST_PAY_MS = 200;
const MOST_PAY_MS = 3_000;

/**
 * Gateway scenarios that end in an approval: most at once, some after faults.
 */
const CARD_SCENARIOS = [
  [84, 'approve'],
  [8, 'delay:700'],
  [3, 'duplicate_webhook'],
  [3, 'error_then_approve:1'],
  [2, 'drop_after_commit'],
] as const;

/** Draws one fan. */
export function drawPersona(random: Random): Persona {
  return {
    quantity: draw(random, [
      [30, 1],
      [50, 2],
      [10, 3],
      [10, 4],
    ]),
    choice: draw(random, [
      [55, 'own-seats'],
      [45, 'best-available'],
    ]),
    plan: drawPlan(random),
    leavesAfterPolls: random() < 0.04 ? between(random, 1, 3) : null,
    tries: between(random, 3, 6),
    chooseMs: random() * MOST_CHOOSE_MS,
    payMs: LEAST_PAY_MS + random() * (MOST_PAY_MS - LEAST_PAY_MS),
  };
}

function drawPlan(random: Random): Plan {
  const kind = draw(random, [
    [60, 'pay-by-card'],
    [15, 'pay-from-wallet'],
    [7, 'be-declined'],
    [10, 'let-it-expire'],
    [5, 'release'],
    [3, 'buy-and-cancel'],
  ] as const);
  const scenario = draw(random, CARD_SCENARIOS);
  if (kind === 'pay-by-card') return { kind, scenario };
  return kind === 'be-declined' ? { kind: 'pay-by-card', scenario: 'decline' } : { kind };
}
