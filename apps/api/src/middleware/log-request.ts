import type { Logger } from '@concert-mania/runtime/logger';
import type { Context } from 'hono';
import type { AppEnv } from '../http/env.ts';

/** Reads that clients and supervisors repeat. They are most of the requests of a sale. */
const POLLS: ReadonlySet<string> = new Set([
  '/livez',
  '/readyz',
  '/v1/jobs/:jobId',
  '/v1/concerts/:concertId/queue',
  '/v1/concerts/:concertId/queue/serving',
  '/v1/performances/:performanceId/seats',
  '/v1/performances/:performanceId/availability',
]);
const FIRST_FAILURE = 400;
const SLOW_MS = 1_000;

export interface AnsweredRequest {
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly durationMs: number;
}

export type LogRequest = (c: Context<AppEnv>, request: AnsweredRequest) => void;

/**
 * Writes one line for each request, but only for one in `pollsPerLine` of the polls that succeed
 * within a second. A poll that was asked to wait for news may take longer.
 */
export function makeLogRequest(lines: Pick<Logger, 'info'>, pollsPerLine: number): LogRequest {
  let polls = 0;
  const isLeftOut = (c: Context<AppEnv>, { route, method, status, durationMs }: AnsweredRequest) => {
    if (method !== 'GET' || !POLLS.has(route) || status >= FIRST_FAILURE) return false;
    if (durationMs > SLOW_MS && c.get('waitsFor') === undefined) return false;
    polls += 1;
    return polls % pollsPerLine !== 0;
  };
  return (c, request) => {
    if (isLeftOut(c, request)) return;
    const requestId = c.get('requestId');
    const answeredRequestId = c.get('answeredRequestId');
    lines.info(
      {
        requestId,
        clientRequestId: answeredRequestId === requestId ? undefined : answeredRequestId,
        ...request,
        durationMs: Math.round(request.durationMs * 10) / 10,
        code: c.get('problemCode'),
        accountId: c.get('account')?.id,
        jobId: c.get('jobId'),
      },
      'request',
    );
  };
}
