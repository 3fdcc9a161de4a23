import { ok, type Result, refuse } from '../shared/result.ts';
import { bestGroup, type Group, isBetter, type SeatBlock } from './adjacent-seats.ts';
import { type Stock, stockOf, tabulate } from './block-choices.ts';
import type { PlacedSeat, SeatPlan } from './seat-plan.ts';
import { bestSplit } from './split-seats.ts';

export interface BestAvailable {
  readonly quantity: number;
  readonly grade?: string | undefined;
  readonly zone?: string | undefined;
  readonly adjacent: boolean;
  readonly preventOrphans: boolean;
  /** How many of the seats must be accessible ones; the others sit beside them. */
  readonly accessible: number;
}

export type NoSeats = { readonly code: 'no_adjacent_seats' | 'not_enough_seats' };

export interface SeatChooser {
  /**
   * Chooses the best free seats for a request. Better is, in this order: fewer accessible seats taken from those who need
   * them, fewer single seats left stranded (unless the request does not mind), fewer places to sit in (for who accepts
   * seats apart), nearer to the stage. A request that some choice can serve is never refused. Takes nothing.
   */
  choose(wish: BestAvailable): Result<readonly PlacedSeat[], NoSeats>;
  /** A seat is free no more. */
  take(seatNumber: number): void;
}

/** What is known of the blocks for one kind of request; of each block until one of its seats is taken. */
interface Search {
  readonly groups: () => readonly (Group | null)[];
  readonly stocks: () => readonly Stock[];
  readonly split: () => readonly PlacedSeat[] | null;
}

/**
 * Looks through the free seats of a performance, as they are now and as they are taken. Blocks in which nothing changed
 * since an earlier request of the same kind are not looked through again.
 */
export function makeSeatChooser(plan: SeatPlan, isFree: (seatNumber: number) => boolean): SeatChooser {
  const blocks = plan.blocks.map((seats) => ({
    seats,
    free: seats.map((seat) => isFree(seat.seatNumber)),
    revision: 0,
  }));
  const searches = new Map<string, Search>();

  const searchFor = (wish: BestAvailable): Search => {
    const { quantity, accessible, preventOrphans, grade, zone } = wish;
    const kind = JSON.stringify([quantity, accessible, preventOrphans, grade ?? null, zone ?? null]);
    const known = searches.get(kind);
    if (known) return known;
    const search = makeSearch(blocks, wish);
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
      const block = seat && blocks[seat.block];
      if (!block) return;
      block.free[seat.place] = false;
      block.revision += 1;
    },
  };
}

function makeSearch(blocks: readonly SeatBlock[], wish: BestAvailable): Search {
  const fits = (seat: PlacedSeat) =>
    (wish.grade === undefined || seat.grade === wish.grade) &&
    (wish.zone === undefined || seat.zone === wish.zone);
  const fitting = blocks.filter((block) => block.seats.some(fits));
  const stocks = ofEach(fitting, (block) => stockOf(block, fits));
  const tables = fitting.map((block) => remembered(block, () => tabulate(block, fits, wish)));
  return {
    groups: ofEach(fitting, (block) => bestGroup(block, fits, wish)),
    stocks,
    split: () => bestSplit(stocks(), (block) => tables[block]?.() ?? [], wish),
  };
}

/** Something worked out about every block, again only about those that changed. */
function ofEach<T>(blocks: readonly SeatBlock[], workOut: (block: SeatBlock) => T): () => readonly T[] {
  const values: T[] = [];
  const revisions: number[] = [];
  return () => {
    for (let at = 0; at < blocks.length; at += 1) {
      const block = blocks[at] as SeatBlock;
      if (revisions[at] === block.revision) continue;
      values[at] = workOut(block);
      revisions[at] = block.revision;
    }
    return values;
  };
}

function remembered<T>(block: SeatBlock, workOut: (block: SeatBlock) => T): () => T {
  const each = ofEach([block], workOut);
  return () => each()[0] as T;
}

function hasEnough(stocks: readonly Stock[], wish: BestAvailable): boolean {
  const free = stocks.reduce((sum, stock) => sum + stock.free, 0);
  const accessible = stocks.reduce((sum, stock) => sum + stock.accessible, 0);
  return free >= wish.quantity && accessible >= wish.accessible;
}
