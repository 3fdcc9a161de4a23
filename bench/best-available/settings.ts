import type { SeatRequest } from '@concert-mania/core/holds/commands';

/** How much a run of the bench measures. */
export interface BestAvailableBenchSettings {
  readonly houses: readonly number[];
  readonly repetitions: number;
}

export const FULL: BestAvailableBenchSettings = { houses: [20_000, 60_000], repetitions: 7 };
export const QUICK: BestAvailableBenchSettings = { houses: [20_000], repetitions: 3 };

/** As many as a hold-worker takes into one transaction. */
export const BATCH = 256;

type Wish = Extract<SeatRequest, { readonly bestAvailable: unknown }>['bestAvailable'];

/** What parties ask for, and of which share of the house somebody else has taken seats here and there before. */
export const CASES: readonly {
  readonly what: string;
  readonly takenShare: number;
  readonly wish: (party: number) => Wish;
}[] = [
  { what: 'together, nobody alone', takenShare: 0, wish: (party) => ({ ...PLAIN, quantity: sizeOf(party) }) },
  { what: 'the same, half sold', takenShare: 0.5, wish: (party) => ({ ...PLAIN, quantity: sizeOf(party) }) },
  {
    what: 'of a grade, some with a companion, half sold',
    takenShare: 0.5,
    wish: (party) => ({
      ...PLAIN,
      quantity: 2,
      grade: party % 2 === 0 ? 'VIP' : 'R',
      accessible: Number(party % 8 === 0),
    }),
  },
  {
    what: 'apart if need be, half sold',
    takenShare: 0.5,
    wish: (party) => ({ ...PLAIN, quantity: sizeOf(party), adjacent: false }),
  },
  {
    what: 'apart if need be, nine in ten sold',
    takenShare: 0.9,
    wish: (party) => ({ ...PLAIN, quantity: sizeOf(party), adjacent: false }),
  },
];

const PLAIN: Wish = { quantity: 1, adjacent: true, preventOrphans: true, accessible: 0 };
const sizeOf = (party: number): number => 1 + (party % 4);
