import {
  type Choice,
  type Choices,
  type Chosen,
  isBetter,
  keep,
  NOTHING,
  type SplitWish,
  type Stock,
  slotOf,
} from './block-choices.ts';
import type { PlacedSeat } from './seat-plan.ts';

/** Per size, the best blocks: as many as a split can have pieces, so that one is always unused. */
type Leaders = readonly { readonly block: number; readonly choice: Choice }[];

/**
 * The best choice over all blocks, at most one part from each; null if too few seats are free.
 * Calls `tableOf` only for blocks that may be among the best; nearest-first order finds them
 * soonest.
 */
export function bestSplit(
  stocks: readonly Stock[],
  tableOf: (block: number) => Choices,
  wish: SplitWish,
): readonly PlacedSeat[] | null {
  const leaders: Leaders[] = Array.from({ length: slotOf(wish, wish.quantity, wish.quantity) + 1 }, () => []);
  stocks.forEach((stock, block) => {
    if (!mayLead(stock, leaders, wish)) return;
    tableOf(block).forEach((choice, slot) => {
      if (choice?.chosen) leaders[slot] = placed(leaders[slot] ?? [], { block, choice }, wish.quantity);
    });
  });
  const totals = combine(leaders);
  for (let accessible = wish.accessible; accessible <= wish.quantity; accessible += 1) {
    const best = totals[slotOf(wish, wish.quantity, accessible)];
    if (best) return seatsOf(best.chosen);
  }
  return null;
}

/** Whether a choice in the block could be among the best of its size. */
function mayLead(stock: Stock, leaders: readonly Leaders[], wish: SplitWish): boolean {
  for (let seats = 1; seats <= Math.min(wish.quantity, stock.free); seats += 1) {
    const fewest = Math.max(0, seats - (stock.free - stock.accessible));
    for (let accessible = fewest; accessible <= Math.min(seats, stock.accessible); accessible += 1) {
      const last = leaders[slotOf(wish, seats, accessible)]?.[wish.quantity - 1];
      const atBest = { orphans: 0, pieces: 1, distance: seats * stock.nearest, chosen: null };
      if (isBetter(atBest, last?.choice)) return true;
    }
  }
  return false;
}

const placed = (leaders: Leaders, one: Leaders[number], limit: number): Leaders => {
  const worse = leaders.findIndex(({ choice }) => isBetter(one.choice, choice));
  return leaders.toSpliced(worse < 0 ? leaders.length : worse, 0, one).slice(0, limit);
};

/** The best combination of parts from different blocks, by size. */
function combine(leaders: readonly Leaders[]): Choices {
  const byBlock = new Map<number, { readonly slot: number; readonly choice: Choice }[]>();
  leaders.forEach((of, slot) => {
    for (const { block, choice } of of) {
      const parts = byBlock.get(block);
      if (parts) parts.push({ slot, choice });
      else byBlock.set(block, [{ slot, choice }]);
    }
  });
  let totals: (Choice | undefined)[] = [NOTHING];
  for (const parts of byBlock.values()) {
    const next = [...totals];
    totals.forEach((total, from) => {
      for (const { slot, choice } of parts) {
        if (total && from + slot < leaders.length) keep(next, from + slot, together(total, choice));
      }
    });
    totals = next;
  }
  return totals;
}

const together = (a: Choice, b: Choice): Choice => ({
  orphans: a.orphans + b.orphans,
  pieces: a.pieces + b.pieces,
  distance: a.distance + b.distance,
  chosen: joined(a.chosen, b.chosen),
});

const joined = (a: Chosen | null, b: Chosen | null): Chosen | null =>
  b === null ? a : { seat: b.seat, before: joined(a, b.before) };

function seatsOf(chosen: Chosen | null): readonly PlacedSeat[] {
  const seats: PlacedSeat[] = [];
  for (let one = chosen; one !== null; one = one.before) seats.push(one.seat);
  return seats.sort((a, b) => a.seatNumber - b.seatNumber);
}
