import type { AccountId, ConcertId, PerformanceId } from '../shared/ids.ts';
import type { Result } from '../shared/result.ts';
import {
  type BestAvailable,
  makeSeatChooser,
  type NoSeats,
  type SeatChooser,
} from './choosing/choose-seats.ts';
import type { PlacedSeat, SeatPlan } from './choosing/seat-plan.ts';
import type { HoldSnapshot, PerformanceOnSale } from './hold-snapshot.ts';
import type { Reservation } from './model.ts';

/** The seats taken by earlier commands of the batch, and the concerts whose commands must wait. */
export class BatchState {
  readonly snapshot: HoldSnapshot;
  readonly #taken = new Map<PerformanceId, Set<number>>();
  readonly #held = new Map<string, number>();
  readonly #earlier: ReadonlyMap<PerformanceId, SeatChooser>;
  readonly #choosers = new Map<PerformanceId, SeatChooser>();
  readonly #waiting = new Set<ConcertId>();

  /** `earlier`: choosers that an earlier batch filled. */
  constructor(snapshot: HoldSnapshot, earlier: ReadonlyMap<PerformanceId, SeatChooser>) {
    this.snapshot = snapshot;
    this.#earlier = earlier;
  }

  choosers(): ReadonlyMap<PerformanceId, SeatChooser> {
    return this.#choosers;
  }

  /** Whether an earlier command of the concert was left undecided, so that later ones must wait. */
  waits(concertId: ConcertId): boolean {
    return this.#waiting.has(concertId);
  }

  wait(concertId: ConcertId): void {
    this.#waiting.add(concertId);
  }

  isFree(performance: PerformanceOnSale, seatNumber: number): boolean {
    return performance.isFree(seatNumber) && !this.#taken.get(performance.id)?.has(seatNumber);
  }

  bestSeats(
    performance: PerformanceOnSale,
    plan: SeatPlan,
    wish: BestAvailable,
  ): Result<readonly PlacedSeat[], NoSeats> {
    const known = this.#choosers.get(performance.id);
    if (known) return known.choose(wish);
    const { id, prices } = performance;
    const isFree = (seatNumber: number) => this.isFree(performance, seatNumber);
    const earlier = this.#earlier.get(id);
    const chooser = earlier?.renew(plan, prices, isFree) ? earlier : makeSeatChooser(plan, prices, isFree);
    this.#choosers.set(id, chooser);
    return chooser.choose(wish);
  }

  seatsOf(accountId: AccountId, performanceId: PerformanceId): number {
    const inBatch = this.#held.get(`${accountId} ${performanceId}`) ?? 0;
    return this.snapshot.liveSeats(accountId, performanceId) + inBatch;
  }

  take(reservation: Reservation): void {
    const { accountId, performanceId, seats } = reservation;
    const taken = this.#taken.get(performanceId) ?? new Set();
    const chooser = this.#choosers.get(performanceId);
    for (const { seatNumber } of seats) {
      taken.add(seatNumber);
      chooser?.take(seatNumber);
    }
    this.#taken.set(performanceId, taken);
    const key = `${accountId} ${performanceId}`;
    this.#held.set(key, (this.#held.get(key) ?? 0) + seats.length);
  }
}
