import { Counter, type Registry } from 'prom-client';

/** Counts events of the security log by kind, each from 0 on so that an alert sees the first. */
export function makeSecurityMetrics<K extends string>(
  registry: Registry,
  kinds: readonly K[],
): (kind: K) => void {
  const events = new Counter({
    name: 'security_events_total',
    help: 'Events of the security log, by kind',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  for (const kind of kinds) events.inc({ kind }, 0);
  return (kind) => events.inc({ kind });
}
