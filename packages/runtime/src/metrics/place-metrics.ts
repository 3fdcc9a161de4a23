import { Counter, Gauge, type Registry } from 'prom-client';

/** Limits of open requests, by pot: how many are open, and how many were refused. */
type PlaceCounts = Readonly<Record<string, { readonly taken: number; readonly refused: number }>>;

/** Exports the limits of a process, read at each scrape. */
export function exportPlaces<P extends PlaceCounts>(registry: Registry, places: P): P {
  const labelNames = ['pot'] as const;
  new Gauge({
    name: 'open_requests',
    help: 'Open event streams and long polls, by pot',
    labelNames,
    registers: [registry],
    collect() {
      for (const [pot, { taken }] of Object.entries(places)) this.set({ pot }, taken);
    },
  });
  new Counter({
    name: 'open_requests_refused_total',
    help: 'Event streams refused, and long polls answered at once, because the limit was reached, by pot',
    labelNames,
    registers: [registry],
    collect() {
      this.reset();
      for (const [pot, { refused }] of Object.entries(places)) this.inc({ pot }, refused);
    },
  });
  return places;
}
