import { Counter, Histogram, type Registry } from 'prom-client';
import type { ProblemCode } from '../http/problems/catalogue.ts';

const ANSWER_BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const WAIT_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
/** A client may send any method; it must not make a label of it. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

const known = (method: string): string => (METHODS.has(method) ? method : 'other');
/** Alerts watch these from the first one on. */
const FAULTS: readonly ProblemCode[] = ['internal_error', 'service_unavailable', 'busy', 'not_replicated'];

export interface RequestMetrics {
  /** A request was answered without waiting for news. */
  onRequest(route: string, method: string, status: number, seconds: number): void;
  /** A long poll was answered, or a stream ended. */
  onWait(route: string, method: string, status: number, seconds: number): void;
  onProblem(code: ProblemCode): void;
}

/** Rate, errors and duration of requests by route pattern, method and status code. */
export function makeRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry];
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its handler. Requests that wait for news are in http_wait_seconds instead.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: ANSWER_BUCKETS_SECONDS,
    registers,
  });
  const waits = new Histogram({
    name: 'http_wait_seconds',
    help: 'Time of requests that wait for news as their client asked: long polls (`wait`, `Prefer: wait`) and event streams.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: WAIT_BUCKETS_SECONDS,
    registers,
  });
  const problems = new Counter({
    name: 'cm_http_problems_total',
    help: 'Answers with a problem object, by its code.',
    labelNames: ['code'] as const,
    registers,
  });
  for (const code of FAULTS) problems.inc({ code }, 0);
  // Looking a child up by its labels costs more than observing; there are few.
  const children = new Map<string, ReturnType<typeof durations.labels>>();
  return {
    onRequest: (route, method, status, seconds) => {
      const key = `${route} ${method} ${status}`;
      let child = children.get(key);
      if (child === undefined) {
        child = durations.labels({ route, method: known(method), status });
        if (METHODS.has(method)) children.set(key, child);
      }
      child.observe(seconds);
    },
    onWait: (route, method, status, seconds) =>
      waits.observe({ route, method: known(method), status }, seconds),
    onProblem: (code) => problems.inc({ code }),
  };
}
