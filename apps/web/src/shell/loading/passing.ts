import { type Problem, ProblemError } from '@concert-mania/client/problem';

/** The API's problem of an error; null for a fault such as a lost connection. */
export const problemOf = (error: unknown): Problem | null =>
  error instanceof ProblemError ? error.problem : null;

const PASSING: ReadonlySet<number> = new Set([401, 408, 429]);

/** Whether the same request may succeed later: with a new session, or once the API is back. */
export const isPassing = (problem: Problem | null): boolean =>
  problem === null || PASSING.has(problem.status) || problem.status >= 500;
