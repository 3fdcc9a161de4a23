import { Counter, Gauge, type Registry } from 'prom-client';

/** Places for requests that stay open, by pot: how many are taken, and how many requests found none. */
type PlaceCounts = Readonly<Record<string, { readonly taken: number; readonly refused: number }>>;

/** Exports the places of a process, read whenever the metrics are. */
export function exportPlaces<P extends PlaceCounts>(registry: Registry, places: P): P {
  const labelNames = ['pot'] as const;
  new Gauge({
    name: 'open_requests',
    help: 'Event streams and long polls that are open, by pot',
    labelNames,
    registers: [registry],
    collect() {
      for (const [pot, { taken }] of Object.entries(places)) this.set({ pot }, taken);
    },
  });
  new Counter({
    name: 'open_requests_refused_total',
    help: 'Event streams refused, and long polls answered at once, because there was no place, by pot',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [pot, { refused }] of Object.entries(places)) this.inc({ pot }, refused);
    },
  });
  return places;
}
