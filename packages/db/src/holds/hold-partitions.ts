import type { HoldBatches } from '@concert-mania/core/holds/ports';
import { LOCK_CLASSES } from '../connection/advisory-locks.ts';
import type { OnStatement, Queryable } from '../connection/database.ts';
import { type FreeSeats, makeFreeSeats } from './free-seats.ts';
import { makeHoldBatches } from './hold-batches.ts';
import { openHoldSession } from './hold-session.ts';
import { type HoldDefaults, makeHoldTerms } from './hold-terms.ts';
import type { SeatPlans } from './seat-plans.ts';

/** The exclusive right to decide one partition, valid as long as its database session. */
export interface HoldPartition {
  readonly partition: number;
  readonly batches: HoldBatches;
  /** The free seats that `batches` remembers. */
  readonly freeSeats: FreeSeats;
  /** The session that has the lock: what it writes is lost with the lock. */
  readonly session: Queryable;
  /** Resolves when the session has ended. Another worker may then own the partition. */
  readonly lost: Promise<void>;
  readonly isLost: () => boolean;
  /** Ends the session and aborts its transaction. */
  release(): Promise<void>;
}

export interface HoldPartitions {
  /**
   * Marks this worker and its active partitions as alive, and ends the sessions of frozen owners
   * and its own abandoned ones. Returns the number of workers, how many come first, the owned
   * partitions, and those this worker lost.
   */
  beat(
    owned: readonly number[],
    alive: readonly number[],
  ): Promise<{
    readonly workers: number;
    readonly rank: number;
    readonly taken: ReadonlySet<number>;
    readonly foreign: ReadonlySet<number>;
  }>;
  /** Acquires a partition if it has no owner. */
  claim(partition: number): Promise<HoldPartition | null>;
  /** Notifies the other workers at once that this one is gone. */
  leave(): Promise<void>;
}

export interface HoldPartitionsOptions {
  readonly url: string;
  readonly workerId: string;
  readonly db: Queryable;
  readonly plans: SeatPlans;
  readonly defaults: HoldDefaults;
  readonly statementTimeoutMs: number;
  readonly onStatement?: OnStatement;
  /** An owner silent for longer than this counts as frozen and loses its database session. */
  readonly frozenAfterSeconds: number;
  readonly onFrozen: (owner: { readonly workerId: string; readonly partition: number }) => void;
}

/** Ownership of hold partitions by advisory locks, each on the connection that runs its batches. */
export function makeHoldPartitions(options: HoldPartitionsOptions): HoldPartitions {
  const { db, workerId, plans } = options;
  const terms = makeHoldTerms(options.defaults);

  return {
    beat: async (owned, alive) => {
      await db.query(
        `insert into hold_workers (worker_id, seen_at) values ($1, clock_timestamp())
         on conflict (worker_id) do update set seen_at = excluded.seen_at`,
        [workerId],
      );
      await db.query(
        'update hold_partitions set seen_at = clock_timestamp() where worker_id = $1 and partition = any($2)',
        [workerId, alive],
      );
      await endFrozen(db, options, owned);
      await db.query(
        `delete from hold_workers where seen_at < clock_timestamp() - make_interval(secs => $1)`,
        [options.frozenAfterSeconds],
      );
      const [row] = await db.query<Shares>(SHARES_SQL, [LOCK_CLASSES.holdPartition, workerId, owned]);
      return {
        workers: row?.workers ?? 1,
        rank: row?.rank ?? 0,
        taken: new Set(row?.taken),
        foreign: new Set(row?.foreign_now),
      };
    },
    claim: async (partition) => {
      const session = await openHoldSession({
        url: options.url,
        name: `hold-worker partition ${partition}`,
        statementTimeoutMs: options.statementTimeoutMs,
        onStatement: options.onStatement,
      });
      let mine = false;
      try {
        mine = await takePartition(session.connection, partition, workerId);
      } finally {
        // An open session would keep the partition locked with no worker on it.
        if (!mine) await session.close();
      }
      if (!mine) return null;
      const freeSeats = makeFreeSeats();
      return {
        partition,
        batches: makeHoldBatches(session.connection, { terms, plans, freeSeats }),
        freeSeats,
        session: session.connection,
        lost: session.lost,
        isLost: session.isLost,
        release: session.close,
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
    [LOCK_CLASSES.holdPartition, partition],
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

interface Shares {
  readonly workers: number;
  readonly rank: number;
  readonly taken: readonly number[];
  readonly foreign_now: readonly number[];
}

const SHARES_SQL = `
  select (select count(*)::int from hold_workers) as workers,
    (select count(*)::int from hold_workers where worker_id < $2) as rank,
    (select coalesce(array_agg(l.objid::int), '{}') from pg_locks l
     where l.locktype = 'advisory' and l.classid = $1::int8::oid and l.granted
       and l.database = (select oid from pg_database where datname = current_database())) as taken,
    (select coalesce(array_agg(partition), '{}') from hold_partitions
     where partition = any($3) and worker_id <> $2) as foreign_now`;

/**
 * Ends the sessions of frozen owners and those this worker abandoned while the server was silent.
 * This frees their locks. It ends only sessions that hold the partition's lock, never one that
 * reuses a pid.
 */
async function endFrozen(
  db: Queryable,
  options: HoldPartitionsOptions,
  owned: readonly number[],
): Promise<void> {
  const frozen = await db.query<{ partition: number; worker_id: string }>(
    `select p.partition, p.worker_id, pg_terminate_backend(p.backend_pid)
     from hold_partitions p
     join pg_locks l on l.locktype = 'advisory' and l.classid = $1::int8::oid and l.objid = p.partition::oid
       and l.pid = p.backend_pid and l.granted
       and l.database = (select oid from pg_database where datname = current_database())
     where p.seen_at < clock_timestamp() - make_interval(secs => $2)
       or (p.worker_id = $3 and p.partition <> all($4))`,
    [LOCK_CLASSES.holdPartition, options.frozenAfterSeconds, options.workerId, owned],
  );
  for (const row of frozen) options.onFrozen({ workerId: row.worker_id, partition: row.partition });
}
