import type { RecordedEvent } from '@concert-mania/core/events/model';
import { SEAT_EVENT_TYPES } from '@concert-mania/core/events/refresh-seats';
import { Counter, Gauge, type Registry } from 'prom-client';
import { STANDSTILLS, type Standstill } from './relay-watch.ts';

/** The consumer that reads every change of a reservation. */
export const SEAT_CONSUMER = 'seat-status';
const OF_RESERVATIONS = 'reservation.';

export function makeRelayMetrics(registry: Registry) {
  const registers = [registry];
  const relayed = new Counter({
    name: 'cm_relay_events_total',
    help: 'Domain events relayed, by consumer.',
    labelNames: ['consumer'],
    registers,
  });
  const failures = new Counter({
    name: 'cm_relay_failures_total',
    help: 'Failed attempts to relay events, by consumer. Each is retried.',
    labelNames: ['consumer'],
    registers,
  });
  const unread = new Gauge({
    name: 'cm_relay_unread_seconds',
    help: 'Age of the oldest unread event, by consumer; 0 when none is unread. Measured by a timer.',
    labelNames: ['consumer'],
    registers,
  });
  const standstill = new Gauge({
    name: 'cm_relay_standstill',
    help: '1 for the reason why a consumer stands still: open_writer, effect_failed, log_unreadable, cursor_ahead, or behind.',
    labelNames: ['consumer', 'reason'],
    registers,
  });
  const reservations = new Counter({
    name: 'cm_reservations_total',
    help: 'Changes of reservations: held, confirmed, payment_failed, expired, released, cancelled. Counted when the relay has read them.',
    labelNames: ['event'],
    registers,
  });
  const countReservation = (type: string, by = 1): void => {
    if (type.startsWith(OF_RESERVATIONS)) reservations.inc({ event: type.slice(OF_RESERVATIONS.length) }, by);
  };
  for (const type of SEAT_EVENT_TYPES) countReservation(type, 0);
  return {
    relay: (consumer: string) => {
      failures.inc({ consumer }, 0);
      return {
        onPage: (events: readonly Pick<RecordedEvent, 'type'>[]) => {
          relayed.inc({ consumer }, events.length);
          if (consumer === SEAT_CONSUMER) for (const { type } of events) countReservation(type);
        },
        onFailure: () => failures.inc({ consumer }),
      };
    },
    onUnread: (consumer: string, seconds: number, reason: Standstill | null) => {
      unread.set({ consumer }, seconds);
      for (const known of STANDSTILLS) standstill.set({ consumer, reason: known }, known === reason ? 1 : 0);
    },
  };
}
