import { Histogram, type Registry } from 'prom-client';

const BUCKETS_SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

export type ObserveRequest = (route: string, method: string, status: number, durationSeconds: number) => void;

/** Rate, errors and duration of HTTP requests by route pattern, method and status class (`2xx`). */
export function makeRequestMetrics(registry: Registry): ObserveRequest {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its handler',
    labelNames: ['route', 'method', 'status_class'] as const,
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  });
  // Looking a child up by its labels costs more than observing; there are few.
  const children = new Map<string, ReturnType<typeof durations.labels>>();
  return (route, method, status, durationSeconds) => {
    const statusClass = `${Math.floor(status / 100)}xx`;
    const key = `${route} ${method} ${statusClass}`;
    let child = children.get(key);
    if (child === undefined) {
      child = durations.labels({ route, method, status_class: statusClass });
      children.set(key, child);
    }
    child.observe(durationSeconds);
  };
}
