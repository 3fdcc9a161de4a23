import type { HistoryCheck, RunHistory, Violation } from './history.ts';
import { jobChecks } from './job-checks.ts';
import { moneyChecks } from './money-checks.ts';
import { orderChecks } from './order-checks.ts';
import { quietChecks } from './quiet-checks.ts';
import { seatChecks } from './seat-checks.ts';

/** Every check of a run. */
export const HISTORY_CHECKS: readonly HistoryCheck[] = [
  ...jobChecks,
  ...seatChecks,
  ...orderChecks,
  ...moneyChecks,
  ...quietChecks,
];

export interface CheckedPromise {
  readonly name: string;
  readonly promise: string;
  readonly violations: readonly Violation[];
}

/** Checks the history of a run against every promise. */
export const checkHistory = (history: RunHistory): readonly CheckedPromise[] =>
  HISTORY_CHECKS.map(({ name, promise, find }) => ({ name, promise, violations: find(history) }));
