import type { PerformanceTerms, Programme, ProgrammeFault } from './model.ts';

/** What is known of a performance elsewhere may be a second old, so it is fixed a little before its sale opens. */
export const FIXED_BEFORE_OPENING_MS = 5_000;

/** Whether fans may hold seats of it already, or are about to. */
export const isSelling = (
  { concert, now }: Pick<Programme, 'concert' | 'now'>,
  { saleOpensAt }: Pick<PerformanceTerms, 'saleOpensAt'>,
): boolean =>
  concert.publishedAt !== null && saleOpensAt.getTime() - FIXED_BEFORE_OPENING_MS <= now.getTime();

type Window = Pick<PerformanceTerms, 'startsAt' | 'saleOpensAt' | 'saleClosesAt'>;

/** A sale opens before it closes, and closes when the performance starts at the latest. */
export function faultsOfWindow({ startsAt, saleOpensAt, saleClosesAt }: Window): readonly ProgrammeFault[] {
  if (saleClosesAt <= saleOpensAt) return [{ path: 'saleClosesAt', rule: 'closes_before_it_opens' }];
  return saleClosesAt > startsAt ? [{ path: 'saleClosesAt', rule: 'closes_after_the_start' }] : [];
}

/** Whether two performances would sell the same evening of a concert at the same time. */
export const sellsTheSameEvening = (a: Window, b: Window): boolean =>
  a.startsAt.getTime() === b.startsAt.getTime() &&
  a.saleOpensAt < b.saleClosesAt &&
  b.saleOpensAt < a.saleClosesAt;
