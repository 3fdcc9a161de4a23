import type { HoldLedger } from '@concert-mania/core/holds/ports';
import pg from 'pg';
import { type BatchSize, makeBatchSize } from './batch-size.ts';
import { asQueryable, type Queryable } from './database.ts';
import { deadlinesOf } from './deadlines.ts';
import { makeHoldLedger } from './hold-ledger.ts';
import { makeHoldTerms } from './hold-terms.ts';
import type { SeatPlans } from './seat-plans.ts';

/** Any number will do, as long as nothing else in this database locks under it. */
const LOCK_CLASS = 0x686f6c64; // "hold"

/** The right to decide one partition, alive as long as its database session. */
export interface HoldPartition {
  readonly partition: number;
  readonly ledger: HoldLedger;
  /** Resolves when the session has ended, for whatever reason: the partition is then somebody else's. */
  readonly lost: Promise<void>;
  readonly isLost: () => boolean;
  release(): Promise<void>;
}

export interface HoldPartitions {
  /**
   * Registers this worker as alive, ends the sessions of frozen owners, and tells how the work is shared: among how many
   * workers, how many of them come before this one, and which partitions have an owner.
   */
  beat(owned: readonly number[]): Promise<{
    readonly workers: number;
    readonly rank: number;
    readonly taken: ReadonlySet<number>;
  }>;
  /** Takes a partition when nobody has it. */
  claim(partition: number): Promise<HoldPartition | null>;
  /** Tells the others at once that this worker is gone. */
  leave(): Promise<void>;
}

export interface HoldPartitionsOptions {
  readonly url: string;
  readonly workerId: string;
  readonly db: Queryable;
  readonly plans: SeatPlans;
  readonly defaultHoldSeconds: number;
  readonly statementTimeoutMs: number;
  /** An owner silent for longer than this is taken for frozen and loses its database session. */
  readonly frozenAfterSeconds: number;
  readonly onFrozen: (owner: { readonly workerId: string; readonly partition: number }) => void;
}

/** Ownership of the hold partitions by advisory locks, each on the connection that also runs its batches. */
export function makeHoldPartitions(options: HoldPartitionsOptions): HoldPartitions {
  const { db, workerId, plans } = options;
  const terms = makeHoldTerms(options.defaultHoldSeconds);
  const batchSizes = new Map<number, BatchSize>();

  return {
    beat: async (owned) => {
      await db.query(
        `insert into hold_workers (worker_id, seen_at) values ($1, clock_timestamp())
         on conflict (worker_id) do update set seen_at = excluded.seen_at`,
        [workerId],
      );
      await db.query(
        'update hold_partitions set seen_at = clock_timestamp() where worker_id = $1 and partition = any($2)',
        [workerId, owned],
      );
      await endFrozen(db, options);
      await db.query(
        `delete from hold_workers where seen_at < clock_timestamp() - make_interval(secs => $1)`,
        [options.frozenAfterSeconds],
      );
      const [row] = await db.query<{ workers: number; rank: number; taken: number[] }>(SHARES_SQL, [
        LOCK_CLASS,
        workerId,
      ]);
      return { workers: row?.workers ?? 1, rank: row?.rank ?? 0, taken: new Set(row?.taken) };
    },
    claim: async (partition) => {
      const batchSize = batchSizes.get(partition) ?? makeBatchSize();
      batchSizes.set(partition, batchSize);
      const client = new pg.Client({
        connectionString: options.url,
        application_name: `hold-worker partition ${partition}`,
        // A statement sent together with others also waits for theirs.
        ...deadlinesOf({
          connectTimeoutMs: 2_000,
          statementTimeoutMs: options.statementTimeoutMs,
          answerTimeoutMs: options.statementTimeoutMs * 2,
        }),
        idle_in_transaction_session_timeout: options.statementTimeoutMs,
        // Statements that do not wait for each other's answers are sent together.
        pipeline: true,
      });
      let isLost = false;
      const lost = new Promise<void>((resolve) => {
        client.once('end', () => {
          isLost = true;
          resolve();
        });
      });
      // The session's end is what counts; the error that caused it also fails the statement under way.
      client.on('error', () => {});
      await client.connect();
      const connection = asQueryable(client);
      let mine = false;
      try {
        mine = await takePartition(connection, partition, workerId);
      } finally {
        // Left open, the session would keep the partition from everybody, with nobody at work on it.
        if (!mine) await client.end();
      }
      if (!mine) return null;
      return {
        partition,
        ledger: makeHoldLedger(connection, {
          terms,
          plans,
          batchSize,
          idleLimitMs: options.statementTimeoutMs,
        }),
        lost,
        isLost: () => isLost,
        release: () => client.end(),
      };
    },
    leave: async () => {
      await db.query('delete from hold_workers where worker_id = $1', [workerId]);
    },
  };
}

async function takePartition(session: Queryable, partition: number, workerId: string): Promise<boolean> {
  const [lock] = await session.query<{ mine: boolean; pid: number }>(
    'select pg_try_advisory_lock($1, $2) as mine, pg_backend_pid() as pid',
    [LOCK_CLASS, partition],
  );
  if (!lock?.mine) return false;
  await session.query(
    `insert into hold_partitions (partition, worker_id, backend_pid) values ($1, $2, $3)
     on conflict (partition) do update
       set worker_id = excluded.worker_id, backend_pid = excluded.backend_pid, seen_at = clock_timestamp()`,
    [partition, workerId, lock.pid],
  );
  return true;
}

const SHARES_SQL = `
  select (select count(*)::int from hold_workers) as workers,
    (select count(*)::int from hold_workers where worker_id < $2) as rank,
    (select coalesce(array_agg(l.objid::int), '{}') from pg_locks l
     where l.locktype = 'advisory' and l.classid = $1::int8::oid and l.granted
       and l.database = (select oid from pg_database where datname = current_database())) as taken`;

/**
 * The fence: a frozen owner still holds its lock, so its session is ended, and with it the lock and any open
 * transaction. Only the session that really holds this partition's lock is ended, never one that reuses its pid.
 */
async function endFrozen(db: Queryable, options: HoldPartitionsOptions): Promise<void> {
  const frozen = await db.query<{ partition: number; worker_id: string }>(
    `select p.partition, p.worker_id, pg_terminate_backend(p.backend_pid)
     from hold_partitions p
     join pg_locks l on l.locktype = 'advisory' and l.classid = $1::int8::oid and l.objid = p.partition::oid
       and l.pid = p.backend_pid and l.granted
       and l.database = (select oid from pg_database where datname = current_database())
     where p.seen_at < clock_timestamp() - make_interval(secs => $2)`,
    [LOCK_CLASS, options.frozenAfterSeconds],
  );
  for (const row of frozen) options.onFrozen({ workerId: row.worker_id, partition: row.partition });
}
