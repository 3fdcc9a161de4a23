import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cacheCatalogue } from '@concert-mania/core/catalogue/cached-lookups';
import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import {
  DATABASE_DEFAULTS,
  type Database,
  openDatabase,
  type Queryable,
} from '@concert-mania/db/connection/database';
import { migrateUp } from '@concert-mania/db/schema/migrator';
import { findOrStartServices } from '@concert-mania/local-stack/services';
import { loadCatalogue, scanForWords } from '@concert-mania/testkit/data/load-catalogue';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { watchOthers } from '../lib/quiet.ts';
import { type CatalogueBenchSettings, SEARCHES } from './settings.ts';

const PAGE = 20;
const TIMEOUT_MS = 120_000;

export interface SearchResult {
  readonly what: string;
  readonly keyword: string | null;
  readonly found: number;
  readonly p50Ms: number;
  readonly mostMs: number;
  /** The same search by reading every concert. */
  readonly scanMs: number;
}

/** Statements that a page takes, asked for the first time and right after. */
export interface PageResult {
  readonly page: string;
  readonly cold: number;
  readonly warm: number;
}

export interface CatalogueResults {
  readonly startedAt: string;
  readonly machine: Machine;
  readonly concerts: number;
  readonly loadSeconds: number;
  readonly searches: readonly SearchResult[];
  readonly pages: readonly PageResult[];
  readonly coresElsewhere: number;
}

/** Searches a large catalogue in a PostgreSQL of its own, without any cache before it, one request after another. */
export async function runCatalogue(options: {
  readonly settings: CatalogueBenchSettings;
  readonly log: (line: string) => void;
}): Promise<CatalogueResults> {
  const { settings, log } = options;
  const dataDir = resolve(import.meta.dirname, `../../.local/bench-catalogue-${process.pid}`);
  const services = await findOrStartServices({ dataDir, log });
  try {
    await migrateUp(services.databaseUrl);
    const db = openDatabase({
      ...DATABASE_DEFAULTS,
      url: services.databaseUrl,
      applicationName: 'bench',
      statementTimeoutMs: TIMEOUT_MS,
      onSlowQuery: () => undefined,
      onIdleError: (error) => log(error.message),
    });
    try {
      const { databaseUrl, redisUrl } = services;
      const machine = await describeMachine({ databaseUrl, redisUrl, folder: dataDir });
      const startedAt = new Date().toISOString();
      const others = watchOthers();
      return { startedAt, machine, ...(await measure(db, settings, log)), coresElsewhere: others() };
    } finally {
      await db.close();
    }
  } finally {
    await services.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  db: Database,
  settings: CatalogueBenchSettings,
  log: (line: string) => void,
): Promise<Omit<CatalogueResults, 'startedAt' | 'machine' | 'coresElsewhere'>> {
  const startedMs = performance.now();
  await loadCatalogue(db, settings.concerts);
  const loadSeconds = (performance.now() - startedMs) / 1_000;
  log(`${settings.concerts} concerts in ${loadSeconds.toFixed(1)} s`);
  const searches: SearchResult[] = [];
  for (const { what, keyword } of SEARCHES) {
    searches.push(await measureSearch(db, { what, keyword, times: settings.searches }));
    log(what);
  }
  return { concerts: settings.concerts, loadSeconds, searches, pages: await countStatements(db) };
}

/** What an API process asks the database for each page of the catalogue. */
async function countStatements(db: Database): Promise<readonly PageResult[]> {
  let statements = 0;
  const counting: Queryable = {
    query: (text, values) => {
      statements += 1;
      return db.query(text, values);
    },
  };
  const catalogue = cacheCatalogue(makeCatalogueStore(counting), () => performance.now());
  const list = (keyword: string | null) =>
    catalogue.listConcerts({ filter: { keyword, from: null, to: null }, before: null, limit: PAGE });
  const concertIds = (await list('live')).items.map(({ id }) => id);
  const [first, second] = concertIds;
  if (first === undefined || second === undefined) throw new Error('the catalogue is empty');
  const pages = {
    'list of concerts': () => list(null),
    'search for a word': () => list('국악'),
    'a concert': () => catalogue.findConcert(first),
    'performances of a concert': () => catalogue.listPerformances(second),
  };
  const counted: PageResult[] = [];
  for (const [page, ask] of Object.entries(pages)) {
    const times: number[] = [];
    for (let time = 0; time < 2; time += 1) {
      statements = 0;
      await ask();
      times.push(statements);
    }
    const [cold = 0, warm = 0] = times;
    counted.push({ page, cold, warm });
  }
  return counted;
}

async function measureSearch(
  db: Database,
  search: { readonly what: string; readonly keyword: string | null; readonly times: number },
): Promise<SearchResult> {
  const { what, keyword, times } = search;
  const catalogue = makeCatalogueStore(db);
  const filter = { keyword, from: null, to: null };
  const list = (before: string | null) =>
    catalogue.listConcerts({ filter, before: before as `con_${string}` | null, limit: PAGE });
  const scan = await scanForWords(db, keyword === null ? [] : keyword.split(' '));
  const durations: number[] = [];
  let before: string | null = null;
  for (let time = 0; time < times; time += 1) {
    const startedMs = performance.now();
    const page = await list(time % 2 === 0 ? null : before);
    durations.push(performance.now() - startedMs);
    before = page.more ? (page.items.at(-1)?.id ?? null) : null;
  }
  durations.sort((a, b) => a - b);
  return {
    what,
    keyword,
    found: scan.found,
    p50Ms: durations[Math.floor(durations.length / 2)] ?? 0,
    mostMs: durations.at(-1) ?? 0,
    scanMs: scan.ms,
  };
}
