import { ok, type Result, refuse } from '../../shared/result.ts';
import type { PriceList } from '../hold-snapshot.ts';
import { bestGroup, type Group, isBetter } from './adjacent-seats.ts';
import { type Stock, stockOf, tabulate } from './block-choices.ts';
import { type SearchedBlock, searchedBlock } from './searched-blocks.ts';
import type { PlacedSeat, SeatPlan } from './seat-plan.ts';
import { bestSplit } from './split-seats.ts';

export interface BestAvailable {
  readonly quantity: number;
  readonly grade?: string | undefined;
  readonly zone?: string | undefined;
  readonly adjacent: boolean;
  readonly preventOrphans: boolean;
  /** How many seats must be accessible; the other seats are beside them. */
  readonly accessible: number;
}

export type NoSeats = { readonly code: 'no_adjacent_seats' | 'not_enough_seats' };

export interface SeatChooser {
  /**
   * Chooses the best free seats: fewest accessible seats taken unasked, then fewest stranded seats,
   * then fewest groups, then nearest to the stage. Refuses only if no choice fits. Takes no seat.
   */
  choose(wish: BestAvailable): Result<readonly PlacedSeat[], NoSeats>;
  /** Marks a seat as taken. */
  take(seatNumber: number): void;
  /** Replaces the free seats. False if plan or grades differ: the chooser must be replaced. */
  renew(plan: SeatPlan, prices: PriceList, isFree: (seatNumber: number) => boolean): boolean;
}

/**
 * Cached results of one kind of request. A change of a seat drops those of its stretch and block.
 */
interface Search {
  readonly groups: () => readonly (Group | null)[];
  readonly stocks: () => readonly Stock[];
  readonly split: () => readonly PlacedSeat[] | null;
}

/**
 * Searches the free seats of a performance and follows seats being taken. Repeats a search only
 * where seats changed. Never chooses seats without a price.
 */
export function makeSeatChooser(
  plan: SeatPlan,
  prices: PriceList,
  isFree: (seatNumber: number) => boolean,
): SeatChooser {
  const blocks = plan.blocks.map((seats) =>
    searchedBlock(
      seats,
      seats.map((seat) => prices.has(seat.category) && isFree(seat.seatNumber)),
    ),
  );
  const searches = new Map<string, Search>();

  const searchFor = (wish: BestAvailable): Search => {
    const { quantity, accessible, preventOrphans, grade, zone } = wish;
    const kind = JSON.stringify([quantity, accessible, preventOrphans, grade ?? null, zone ?? null]);
    const known = searches.get(kind);
    if (known) return known;
    const search = makeSearch(blocks, prices, wish);
    searches.set(kind, search);
    return search;
  };

  return {
    choose: (wish) => {
      const search = searchFor(wish);
      let best: Group | null = null;
      for (const group of search.groups()) if (group && (!best || isBetter(group, best))) best = group;
      if (best && (wish.adjacent || (best.wasted === 0 && best.orphans === 0))) return ok(best.seats);
      if (!wish.adjacent) {
        const split = search.split();
        return split ? ok(split) : refuse({ code: 'not_enough_seats' });
      }
      return refuse({ code: hasEnough(search.stocks(), wish) ? 'no_adjacent_seats' : 'not_enough_seats' });
    },
    take: (seatNumber) => {
      const seat = plan.byNumber.get(seatNumber);
      if (seat) blocks[seat.block]?.set(seat.place, false);
    },
    renew: (otherPlan, otherPrices, isFreeNow) => {
      if (otherPlan !== plan || !haveSameGrades(prices, otherPrices)) return false;
      for (const block of blocks) {
        block.seats.forEach((seat, place) => {
          block.set(place, prices.has(seat.category) && isFreeNow(seat.seatNumber));
        });
      }
      return true;
    },
  };
}

const haveSameGrades = (a: PriceList, b: PriceList): boolean =>
  a === b || (a.size === b.size && [...a].every(([category, { grade }]) => b.get(category)?.grade === grade));

function makeSearch(blocks: readonly SearchedBlock[], prices: PriceList, wish: BestAvailable): Search {
  const inGrade = new Set(
    [...prices].flatMap(([category, { grade }]) => (grade === wish.grade ? [category] : [])),
  );
  const fits = (seat: PlacedSeat) =>
    (wish.grade === undefined || inGrade.has(seat.category)) &&
    (wish.zone === undefined || seat.zone === wish.zone);
  const fitting = blocks.filter((block) => block.seats.some(fits));
  const stretches = fitting.flatMap((block) => block.stretches.map((stretch) => ({ block, stretch })));
  const stocks = ofEach(
    fitting,
    ({ whole }) => whole,
    (block) => stockOf(block, fits),
  );
  const tables = fitting.map((block) =>
    ofEach(
      [block],
      ({ whole }) => whole,
      () => tabulate(block, fits, wish),
    ),
  );
  return {
    groups: ofEach(
      stretches,
      ({ stretch }) => stretch,
      ({ block, stretch }) => bestGroup(block, stretch, fits, wish),
    ),
    stocks,
    split: () => bestSplit(stocks(), (block) => tables[block]?.()[0] ?? [], wish),
  };
}

/** Caches a result per part and recomputes it only for changed parts. */
function ofEach<P, T>(
  parts: readonly P[],
  versionOf: (part: P) => { readonly revision: number },
  workOut: (part: P) => T,
): () => readonly T[] {
  const values: T[] = [];
  const revisions: number[] = [];
  return () => {
    parts.forEach((part, at) => {
      const { revision } = versionOf(part);
      if (revisions[at] === revision) return;
      values[at] = workOut(part);
      revisions[at] = revision;
    });
    return values;
  };
}

function hasEnough(stocks: readonly Stock[], wish: BestAvailable): boolean {
  const free = stocks.reduce((sum, stock) => sum + stock.free, 0);
  const accessible = stocks.reduce((sum, stock) => sum + stock.accessible, 0);
  return free >= wish.quantity && accessible >= wish.accessible;
}
