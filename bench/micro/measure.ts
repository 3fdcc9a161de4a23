import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { migrateUp } from '@concert-mania/db/schema/migrator';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import { median } from '../generator/latencies.ts';
import { describeMachine } from '../measuring/machine.ts';
import { watchOthers } from '../measuring/quiet.ts';
import { openBenchDatabase } from '../measuring/stack.ts';
import { elsewhereLine } from '../report/series.ts';
import { markdownTable, whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { measureAccept } from './accept.ts';
import { measureBestAvailable } from './best-available.ts';
import { measureCatalogue } from './catalogue.ts';
import { measureNotices } from './notices.ts';
import { measurePdf } from './pdf.ts';
import type { MicroBench, Row } from './row.ts';
import { FULL, type MicroSettings, QUICK } from './settings.ts';
import { measureTokens } from './tokens.ts';
import { measureTracing } from './tracing.ts';

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
  quick: QUICK,
  run: async ({ settings, parts, log }) => {
    const unknown = parts.filter((part) => !Object.hasOwn(PARTS, part));
    if (unknown.length > 0)
      throw new Error(`micro has no ${unknown.join(', ')}; it has ${Object.keys(PARTS).join(', ')}`);
    const local = resolve(import.meta.dirname, '../../.local');
    await mkdir(local, { recursive: true });
    const dataDir = await mkdtemp(join(local, 'bench-micro-'));
    const services = await findOrStartServices({ dataDir, log });
    const { databaseUrl, redisUrl } = services;
    try {
      await migrateUp(databaseUrl);
      const db = openBenchDatabase(databaseUrl, log);
      const others = watchOthers();
      const rows: Row[] = [];
      for (const [part, measure] of Object.entries(PARTS)) {
        if (parts.length > 0 && !parts.includes(part)) continue;
        log(part);
        rows.push(...(await measure({ db, databaseUrl, redisUrl, settings, log })));
      }
      const coresElsewhere = others();
      const machine = await describeMachine({ databaseUrl, redisUrl });
      await db.close();
      return { machine, sections: report(rows, coresElsewhere), coresElsewhere, results: { rows } };
    } finally {
      await services.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

const figure = (value: number): string => (value < 100 ? value.toFixed(1) : whole(value));

const report = (rows: readonly Row[], coresElsewhere: number): readonly string[] => [
  elsewhereLine(coresElsewhere),
  markdownTable(
    ['', 'median', 'unit', 'least', 'most'],
    rows.map(({ what, unit, values }) => [
      what,
      figure(median(values)),
      unit,
      figure(Math.min(...values)),
      figure(Math.max(...values)),
    ]),
  ),
];
