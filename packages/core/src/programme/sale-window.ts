import type { PerformanceTerms, Programme, ProgrammeFault } from './model.ts';

/** Other processes may cache a performance for a second, so it is fixed shortly before its sale. */
export const FIXED_BEFORE_OPENING_MS = 5_000;

/** Whether its sale has opened or is about to open. */
export const isSelling = (
  { concert, now }: Pick<Programme, 'concert' | 'now'>,
  { saleOpensAt }: Pick<PerformanceTerms, 'saleOpensAt'>,
): boolean =>
  concert.publishedAt !== null && saleOpensAt.getTime() - FIXED_BEFORE_OPENING_MS <= now.getTime();

type Window = Pick<PerformanceTerms, 'startsAt' | 'saleOpensAt' | 'saleClosesAt'>;

/** A sale opens before it closes, and closes at the start of the performance at the latest. */
export function faultsOfWindow({ startsAt, saleOpensAt, saleClosesAt }: Window): readonly ProgrammeFault[] {
  if (saleClosesAt <= saleOpensAt) return [{ path: 'saleClosesAt', rule: 'closes_before_it_opens' }];
  return saleClosesAt > startsAt ? [{ path: 'saleClosesAt', rule: 'closes_after_the_start' }] : [];
}

/** Whether the sales of two performances at the same time overlap. */
export const sellsTheSameEvening = (a: Window, b: Window): boolean =>
  a.startsAt.getTime() === b.startsAt.getTime() &&
  a.saleOpensAt < b.saleClosesAt &&
  b.saleOpensAt < a.saleClosesAt;
