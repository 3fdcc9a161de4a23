import { Counter, Gauge, type Registry } from 'prom-client';
import { STANDSTILLS, type Standstill } from './relay-watch.ts';

const MS_PER_SECOND = 1_000;

export function makeRelayMetrics(registry: Registry) {
  const registers = [registry];
  const relayed = new Counter({
    name: 'events_relayed_total',
    help: 'Domain events relayed, by consumer.',
    labelNames: ['consumer'],
    registers,
  });
  const failures = new Counter({
    name: 'event_relay_failures_total',
    help: 'Failed attempts to relay events, by consumer. Each is retried.',
    labelNames: ['consumer'],
    registers,
  });
  const lag = new Gauge({
    name: 'event_relay_lag_seconds',
    help: 'Age of the last relayed event when its effect was done, by consumer.',
    labelNames: ['consumer'],
    registers,
  });
  const unread = new Gauge({
    name: 'event_relay_unread_seconds',
    help: 'Age of the oldest unread event, by consumer; 0 when none is unread. Measured by a timer.',
    labelNames: ['consumer'],
    registers,
  });
  const standstill = new Gauge({
    name: 'event_relay_standstill',
    help: '1 for the reason why a consumer stands still: open_writer, effect_failed, log_unreadable, cursor_ahead, or behind.',
    labelNames: ['consumer', 'reason'],
    registers,
  });
  return {
    relay: (consumer: string) => ({
      onPage: (page: { readonly events: number; readonly lagMs: number }) => {
        relayed.inc({ consumer }, page.events);
        lag.set({ consumer }, Math.max(0, page.lagMs) / MS_PER_SECOND);
      },
      onFailure: () => failures.inc({ consumer }),
    }),
    onUnread: (consumer: string, seconds: number, reason: Standstill | null) => {
      unread.set({ consumer }, seconds);
      for (const known of STANDSTILLS) standstill.set({ consumer, reason: known }, known === reason ? 1 : 0);
    },
  };
}
