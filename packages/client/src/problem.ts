import type { components } from './api.d.ts';

export type Problem = components['schemas']['Problem'];
export type ProblemCode = components['schemas']['ProblemCode'];

/** The API refused a request, or a job was rejected or failed. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(subject: string, problem: Problem) {
    super(`${subject}: ${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }

  get code(): ProblemCode {
    return this.problem.code;
  }
}

/** Whether an error is the API's refusal with this code. */
export const isProblem = (error: unknown, code: ProblemCode): boolean =>
  error instanceof ProblemError && error.code === code;

/** An answer as the typed calls return it. */
export interface Answer<T> {
  readonly data?: T;
  readonly error?: Problem;
  readonly response: Response;
}

/** The body of a successful answer. Throws a `ProblemError` for a refusal. */
export async function dataOf<T>(call: Answer<T> | Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw faultOf(response, error);
}

/** The error for an answer that is no success. */
export function faultOf({ url, status }: Response, body: unknown): Error {
  const { pathname } = new URL(url);
  if (isProblemBody(body)) return new ProblemError(pathname, body);
  return new Error(`${pathname} answered ${status} without a problem document`);
}

const isProblemBody = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
