import { Counter, Gauge, type Registry } from 'prom-client';
import type { AllPlaces } from '../http/streams/places.ts';

const STREAM_KINDS = { public: 'public', account: 'signed_in' } as const;
const KINDS = { ...STREAM_KINDS, long_poll: 'long_poll' } as const;

/** Exports the places of open requests, read from memory at each scrape. */
export function exportPlaces(registry: Registry, places: AllPlaces): AllPlaces {
  const registers = [registry];
  new Gauge({
    name: 'cm_sse_streams',
    help: 'Open event streams: of the public, and of signed-in accounts.',
    labelNames: ['kind'] as const,
    registers,
    collect() {
      for (const [kind, pot] of Object.entries(STREAM_KINDS)) this.set({ kind }, places[pot].taken);
    },
  });
  new Gauge({
    name: 'cm_long_polls',
    help: 'Open long polls of signed-in accounts.',
    registers,
    collect() {
      this.set(places.long_poll.taken);
    },
  });
  new Counter({
    name: 'cm_open_requests_refused_total',
    help: 'Event streams refused, and long polls answered at once, because no place was free.',
    labelNames: ['kind'] as const,
    registers,
    collect() {
      this.reset();
      for (const [kind, pot] of Object.entries(KINDS)) this.inc({ kind }, places[pot].refused);
    },
  });
  return places;
}

/** Exports how many passwords wait. */
export function exportHashes(registry: Registry, waiting: () => number): void {
  new Gauge({
    name: 'cm_password_hashes_waiting',
    help: 'Passwords that wait to be hashed or checked.',
    registers: [registry],
    collect() {
      this.set(waiting());
    },
  });
}
