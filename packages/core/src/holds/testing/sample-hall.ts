import { makeIdFactory } from '../../shared/ids.ts';
import { makeSeatPlan } from '../choosing/seat-plan.ts';
import type { SeatRequest } from '../commands.ts';
import { makeDecideHolds } from '../decide-holds.ts';
import { NO_UNPAID_HOLDS } from '../hold-budget.ts';
import type { HoldCommand, HoldSnapshot, PerformanceOnSale } from '../hold-snapshot.ts';

export const now = new Date('2026-05-01T11:00:00.000Z');
const plan = makeSeatPlan(
  Array.from({ length: 10 }, (_, n) => ({
    seatNumber: n + 1,
    seatGuid: `g${n + 1}`,
    zone: 'Floor',
    row: 'A',
    zoneIndex: 0,
    rowIndex: 0,
    label: `A-${n + 1}`,
    category: n < 5 ? 'front' : 'rest',
    accessible: false,
    x: n,
    y: 1,
  })),
  { x: 0, y: 0 },
);
export const onSale: PerformanceOnSale = {
  id: 'prf_1',
  concertId: 'con_1',
  saleOpensAt: new Date('2026-05-01T11:00:00.000Z'),
  saleClosesAt: new Date('2026-05-01T12:00:00.000Z'),
  waitingRoomEnabled: true,
  maxSeatsPerUser: 4,
  holdSeconds: 600,
  holdBudgetSeatSeconds: 4_800,
  prices: new Map([
    ['front', { grade: 'VIP', price: 100_000 }],
    ['rest', { grade: 'R', price: 70_000 }],
  ]),
  plan,
  isFree: (seatNumber) => seatNumber <= 10,
};
export const snapshot = (
  performance: Partial<PerformanceOnSale> = {},
  more: Partial<HoldSnapshot> = {},
): HoldSnapshot => ({
  now,
  performances: new Map([['prf_1', { ...onSale, ...performance }]]),
  liveSeats: () => 0,
  unpaidHolds: () => NO_UNPAID_HOLDS,
  ...more,
});

/** A hall of 20 × 20 seats that counts how often a seat's zone is read. */
export function watchedHall() {
  let looks = 0;
  const seats = Array.from({ length: 400 }, (_, n) => ({
    seatNumber: n + 1,
    seatGuid: `g${n + 1}`,
    zone: 'Floor',
    row: String(Math.floor(n / 20)),
    zoneIndex: 0,
    rowIndex: Math.floor(n / 20),
    label: `${n + 1}`,
    category: 'front',
    accessible: false,
    x: n % 20,
    y: Math.floor(n / 20),
  }));
  const blocks = makeSeatPlan(seats, { x: 0, y: 0 }).blocks.map((block) =>
    block.map((seat) =>
      Object.defineProperty({ ...seat }, 'zone', {
        get: () => {
          looks += 1;
          return seat.zone;
        },
      }),
    ),
  );
  const byNumber = new Map(blocks.flat().map((seat) => [seat.seatNumber, seat]));
  return { plan: { blocks, byNumber }, looks: () => looks };
}

export let jobs = 0;
export const command = (
  request: SeatRequest,
  more: Partial<Pick<HoldCommand, 'accountId' | 'admitted'>> & {
    concertId?: string;
    performanceId?: string;
  } = {},
): HoldCommand => {
  jobs += 1;
  const { concertId = 'con_1', performanceId = 'prf_1', ...rest } = more;
  return {
    jobId: `job_${jobs}`,
    accountId: `usr_${jobs}`,
    fingerprint: 'f',
    acceptedAt: now,
    admitted: true,
    payload: { concertId, performanceId, queueToken: null, request },
    ...rest,
  };
};
export const seats = (...seatNumbers: number[]): SeatRequest => ({ seatNumbers });
export const best = (quantity: number): SeatRequest => ({
  bestAvailable: { quantity, adjacent: true, preventOrphans: true, accessible: 0 },
});

let draws = 0;
export const decide = makeDecideHolds(
  makeIdFactory(
    () => now,
    (size) => {
      draws += 1;
      return Uint8Array.from({ length: size }, (_, n) => (draws * size + n) >> ((n % 4) * 8));
    },
  ),
);
export const codes = (snapshot: HoldSnapshot, ...commands: HoldCommand[]) =>
  decide(snapshot, commands).map(({ outcome }) =>
    outcome.status === 'succeeded' ? 'held' : outcome.error.code,
  );
