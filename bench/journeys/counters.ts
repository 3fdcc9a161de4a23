import type { GatewayCounts } from './gateway/start-gateway.ts';
import type { System } from './systems.ts';

/** Work of a system since its start. */
export interface Counts {
  readonly statements: number;
  readonly transactions: number;
  /** Writes of the log of PostgreSQL to disk. */
  readonly fsyncs: number;
  readonly walKilobytes: number;
  /** Commands of Redis, with those of scripts. */
  readonly redisCommands: number;
  readonly publishes: number;
  readonly requests: number;
  readonly gatewayCalls: number;
  readonly webhooks: number;
  readonly mails: number;
}

export const COUNT_TITLES: Readonly<Record<keyof Counts, string>> = {
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
};

const KILOBYTE = 1_000;

export async function readCounts(system: System): Promise<Counts> {
  const { bench, gateway } = system;
  const [counts, postgres, commands, called] = await Promise.all([
    system.count(),
    readPostgres(bench.db),
    bench.redis.info('commandstats'),
    gateway.count(),
  ]);
  const calls = [...commands.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
    ([, name, times]) => [name, Number(times)] as const,
  );
  return {
    ...counts,
    ...postgres,
    redisCommands: calls.reduce((sum, [, times]) => sum + times, 0),
    publishes: calls.filter(([name]) => name?.endsWith('publish')).reduce((sum, [, times]) => sum + times, 0),
    gatewayCalls: callsOf(called),
    webhooks: called.webhooks,
  };
}

const callsOf = ({ confirms, inquiries, cancels }: GatewayCounts): number => confirms + inquiries + cancels;

async function readPostgres(
  db: System['bench']['db'],
): Promise<Pick<Counts, 'transactions' | 'fsyncs' | 'walKilobytes' | 'mails'>> {
  const [row] = await db.query<{ transactions: number; fsyncs: number; wal: number; mails: number }>(
    `select (select xact_commit + xact_rollback from pg_stat_database where datname = current_database()) as transactions,
       (select coalesce(sum(fsyncs), 0)::bigint from pg_stat_io where object = 'wal') as fsyncs,
       (select wal_bytes::bigint from pg_stat_wal) as wal,
       (select count(*) from notifications where channel = 'email' and sent_at is not null) as mails`,
  );
  if (!row) throw new Error('PostgreSQL has no statistics');
  const { transactions, fsyncs, wal, mails } = row;
  return { transactions, fsyncs, mails, walKilobytes: wal / KILOBYTE };
}

/** Differences, for each of so many journeys. */
export const perJourney = (before: Counts, after: Counts, journeys: number): Counts =>
  Object.fromEntries(
    (Object.keys(COUNT_TITLES) as (keyof Counts)[]).map((key) => [
      key,
      (after[key] - before[key]) / (journeys || Number.NaN),
    ]),
  ) as unknown as Counts;
