import { median } from '../generator/latencies.ts';
import { watchOthers } from '../measuring/quiet.ts';
import { only, withBench } from '../measuring/stack.ts';
import { table, whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { measureAccept } from './accept.ts';
import { measureBestAvailable } from './best-available.ts';
import { measureCatalogue } from './catalogue.ts';
import { measureNotices } from './notices.ts';
import { measurePdf, measureTokens, measureTracing } from './own-cpu.ts';
import { FULL, type MicroBench, type MicroSettings, type Row } from './row.ts';

const PARTS: Readonly<Record<string, (bench: MicroBench) => Promise<readonly Row[]>>> = {
  accept: measureAccept,
  tokens: measureTokens,
  'best-available': measureBestAvailable,
  catalogue: measureCatalogue,
  pdf: measurePdf,
  notices: measureNotices,
  tracing: measureTracing,
};

/** Single steps in servers of their own. `parts` are names of `PARTS`; all if empty. */
export const micro: Scenario<MicroSettings> = {
  title: 'Single steps',
  full: FULL,
  quick: { repetitions: 3, tokens: 5_000, concerts: 20_000, searches: 20 },
  run: ({ settings, parts, ...context }) => {
    const wanted = parts.length > 0 ? parts : Object.keys(PARTS);
    const unknown = wanted.filter((part) => !Object.hasOwn(PARTS, part));
    if (unknown.length > 0)
      throw new Error(`micro has no ${unknown.join(', ')}; it has ${Object.keys(PARTS).join(', ')}`);
    const replicas = only({ 'notification-worker': 1, mailbox: 1 });
    return withBench({ ...context, replicas }, async (bench) => {
      for (const each of bench.stack.processes) await each.stop();
      const others = watchOthers();
      const rows: Row[] = [];
      for (const part of wanted) {
        bench.log(part);
        rows.push(...((await PARTS[part]?.({ ...bench, settings })) ?? []));
      }
      const coresElsewhere = others();
      const sections = [
        `Other programs used at most ${coresElsewhere.toFixed(2)} cores while these figures were taken.`,
        table(rows, {
          '': ({ what }) => what,
          median: ({ values }) => figure(median(values)),
          unit: ({ unit }) => unit,
          least: ({ values }) => figure(Math.min(...values)),
          most: ({ values }) => figure(Math.max(...values)),
        }),
      ];
      return { machine: bench.machine, sections, coresElsewhere, results: { rows } };
    });
  },
};

const figure = (value: number): string => (value < 100 ? value.toFixed(1) : whole(value));
