import type { Wishes } from './plan.ts';

/** Coprime to every number of seats in use: stepping by it visits each seat once. */
const SEAT_STEP = 7_919;

/** The n-th body as JSON. */
export function makeBodies(wishes: Wishes): (index: number) => string {
  switch (wishes.kind) {
    case 'every-seat': {
      const { performances, seatsEach } = wishes;
      return (nth) => {
        const seat = ((Math.floor(nth / performances.length) * SEAT_STEP) % seatsEach) + 1;
        return `{"performanceId":"${performances[nth % performances.length]}","seatNumbers":[${seat}]}`;
      };
    }
    case 'one-seat':
      return () => `{"performanceId":"${wishes.performance}","seatNumbers":[${wishes.seatNumber}]}`;
    case 'parties':
      return (index) =>
        `{"performanceId":"${wishes.performance}","bestAvailable":{"quantity":${(index % 4) + 1}}}`;
  }
}
