import { bestGroup } from '@concert-mania/core/holds/choosing/adjacent-seats';
import type { PlacedSeat, SeatPlan } from '@concert-mania/core/holds/choosing/seat-plan';
import type { Choice } from './choice.ts';
import { areTogether } from './neighbours.ts';

export interface Loss {
  /** The choice before seats of it were taken. */
  readonly choice: Choice;
  readonly taken: ReadonlySet<number>;
  readonly isFree: (seatNumber: number) => boolean;
}

/**
 * The choice to offer instead, of the same size and grades: seats that were together stay together,
 * others keep what is left. The nearest to the first choice wins. Null if too few seats are free.
 */
export function nextBest(plan: SeatPlan, loss: Loss): Choice | null {
  const { byNumber } = plan;
  const wanted = loss.choice.flatMap((seatNumber) => byNumber.get(seatNumber) ?? []);
  const isOneGrade = wanted.every(({ category }) => category === wanted[0]?.category);
  const together = isOneGrade && areTogether(loss.choice, plan) ? nearestGroup(plan, wanted, loss) : null;
  return together ?? oneByOne(plan, wanted, loss);
}

function nearestGroup(plan: SeatPlan, wanted: readonly PlacedSeat[], { taken, isFree }: Loss): Choice | null {
  const centre = {
    x: wanted.reduce((sum, { x }) => sum + x, 0) / wanted.length,
    y: wanted.reduce((sum, { y }) => sum + y, 0) / wanted.length,
  };
  const accessible = wanted.filter((seat) => seat.accessible).length;
  const wish = { quantity: wanted.length, accessible, preventOrphans: true };
  const fits = ({ category }: PlacedSeat) => category === wanted[0]?.category;
  let best: ReturnType<typeof bestGroup> = null;
  for (const block of plan.blocks) {
    const free = block.map(({ seatNumber }) => isFree(seatNumber) && !taken.has(seatNumber));
    if (!free.includes(true)) continue;
    const seats = block.map((seat) => ({ ...seat, distance: gapBetween(seat, centre) }));
    const group = bestGroup({ seats, free }, { from: 0, to: seats.length }, fits, wish);
    if (group === null || group.wasted > 0) continue;
    if (best === null || group.distance < best.distance) best = group;
  }
  return best?.seats.map(({ seatNumber }) => seatNumber) ?? null;
}

/** Replaces each taken seat by the nearest free one of its grade. */
function oneByOne(plan: SeatPlan, wanted: readonly PlacedSeat[], { taken, isFree }: Loss): Choice | null {
  const used = new Set(wanted.map(({ seatNumber }) => seatNumber));
  const choice: number[] = [];
  for (const seat of wanted) {
    if (!taken.has(seat.seatNumber)) {
      choice.push(seat.seatNumber);
      continue;
    }
    let nearest: PlacedSeat | null = null;
    for (const other of plan.byNumber.values()) {
      if (other.category !== seat.category || other.accessible !== seat.accessible) continue;
      if (used.has(other.seatNumber) || !isFree(other.seatNumber)) continue;
      if (nearest === null || gapBetween(other, seat) < gapBetween(nearest, seat)) nearest = other;
    }
    if (nearest === null) return null;
    used.add(nearest.seatNumber);
    choice.push(nearest.seatNumber);
  }
  return choice;
}

const gapBetween = (a: { x: number; y: number }, b: { x: number; y: number }): number =>
  Math.hypot(a.x - b.x, a.y - b.y);
