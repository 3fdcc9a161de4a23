import { Gauge, type Registry } from 'prom-client';

/** The interval of figures that cost little to gather. */
export const OFTEN_MS = 5_000;

type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [value: number, labels?: Labels];
/** The values of each gauge of a group. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;

/** Gauges that are gathered together, and removed together if that fails. */
export interface GaugeGroup {
  readonly name: string;
  readonly everyMs: number;
  gather(): Promise<void>;
  /** Removes the values: the process no longer knows them. */
  drop(): void;
  /** The values stay after a fault, because one of them is their time. */
  readonly keepsAfterFault?: boolean;
}

interface GroupOptions {
  readonly name: string;
  readonly everyMs: number;
  /** Help text and labels of each gauge, by its name. */
  readonly gauges: Readonly<Record<string, readonly [help: string, ...labelNames: string[]]>>;
  readonly read: () => Promise<Samples>;
}

/** Creates a group without values. */
export function makeGaugeGroup(registry: Registry, { gauges, read, ...rest }: GroupOptions): GaugeGroup {
  const made = Object.entries(gauges).map(
    ([name, [help, ...labelNames]]) => new Gauge({ name, help, labelNames, registers: [registry] }),
  );
  const byName = new Map(Object.keys(gauges).map((name, n) => [name, made[n]]));
  const drop = () => {
    for (const gauge of made) removeValues(gauge);
  };
  drop();
  return {
    ...rest,
    drop,
    gather: async () => {
      const samples = await read();
      // Also removes values of concerts that are no longer on sale.
      drop();
      for (const [name, values] of Object.entries(samples)) {
        for (const [value, labels = {}] of values) byName.get(name)?.set(labels, value);
      }
    },
  };
}

/** `reset` alone would leave a gauge without labels at 0. */
export function removeValues(gauge: Gauge): void {
  gauge.reset();
  gauge.remove({});
}
