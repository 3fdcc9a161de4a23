import { setTimeout as pause } from 'node:timers/promises';
import { readEventBacklog } from '@concert-mania/db/events/event-backlog';
import type { System } from './systems.ts';

/** Work of a system, and how it is called in the tables. */
export const COUNTS = {
  statements: 'SQL statements',
  transactions: 'PostgreSQL transactions',
  fsyncs: 'PostgreSQL log fsyncs',
  walKilobytes: 'PostgreSQL log, KB',
  redisCommands: 'Redis commands (with those of scripts)',
  publishes: 'Redis messages published',
  requests: 'HTTP requests served',
  gatewayCalls: 'calls to the gateway',
  webhooks: 'webhooks received',
  mails: 'mails sent',
} as const;
export type Counts = Readonly<Record<keyof typeof COUNTS, number>>;
export const COUNT_KEYS = Object.keys(COUNTS) as readonly (keyof Counts)[];

type PostgresCounts = Pick<Counts, 'transactions' | 'fsyncs' | 'walKilobytes' | 'mails'>;

/** Work since the start of the system. */
export async function readCounts(system: System): Promise<Counts> {
  const { db, redis } = system.bench;
  const [counts, [postgres], commands, gateway] = await Promise.all([
    system.count(),
    db.query<PostgresCounts>(
      `select (select xact_commit + xact_rollback from pg_stat_database
                where datname = current_database()) as transactions,
         (select coalesce(sum(fsyncs), 0)::bigint from pg_stat_io where object = 'wal') as fsyncs,
         (select wal_bytes::float8 / 1000 from pg_stat_wal) as "walKilobytes",
         (select count(*) from notifications where channel = 'email' and sent_at is not null) as mails`,
    ),
    redis.info('commandstats'),
    system.gateway.count(),
  ]);
  if (!postgres) throw new Error('PostgreSQL has no statistics');
  const calls = [...commands.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)];
  const callsOf = (isCounted: (name: string) => boolean) =>
    calls.reduce((sum, [, name = '', times]) => sum + (isCounted(name) ? Number(times) : 0), 0);
  return {
    ...counts,
    ...postgres,
    redisCommands: callsOf(() => true),
    publishes: callsOf((name) => name.endsWith('publish')),
    gatewayCalls: gateway.calls,
    webhooks: gateway.webhooks,
  };
}

/** Differences, for each of so many journeys. */
export const perJourney = (before: Counts, after: Counts, journeys: number): Counts =>
  Object.fromEntries(
    COUNT_KEYS.map((key) => [key, (after[key] - before[key]) / (journeys || Number.NaN)]),
  ) as Counts;

/** Work that journeys left for later. */
export interface Backlog {
  readonly notices: number;
  /** Events that the slowest reader has not read. */
  readonly events: number;
  readonly webhooks: number;
}

const LOOK_EVERY_MS = 200;

export async function readBacklog({ bench, gateway, name }: System): Promise<Backlog> {
  const [row] = await bench.db.query<{ notices: number }>(
    'select count(*) as notices from notifications where sent_at is null and given_up_at is null',
  );
  // The conventional system has no readers of events.
  const readers = name === 'product' ? await readEventBacklog(bench.db) : [];
  const unread = readers.map(({ oldestUnreadSeconds, last, position }) =>
    oldestUnreadSeconds === null ? 0 : last - (position ?? 0),
  );
  const { unsent } = await gateway.count();
  return { notices: row?.notices ?? 0, events: Math.max(0, ...unread), webhooks: unsent };
}

/** Waits until nothing is left, at most so long. Returns what is left. */
export async function drain(system: System, patienceMs: number): Promise<Backlog> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const left = await readBacklog(system);
    const isEmpty = left.notices + left.events + left.webhooks === 0;
    if (isEmpty || performance.now() > deadlineMs) return left;
    await pause(LOOK_EVERY_MS);
  }
}

/** Gives up unsent notices, so that the next run starts without them. */
export async function dropNotices({ bench }: System): Promise<void> {
  await bench.db.query(
    `update notifications set given_up_at = now(), given_up_reason = 'lapsed', lapses_at = now()
     where sent_at is null and given_up_at is null`,
  );
}
