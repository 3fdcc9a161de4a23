import type { Queryable } from './database.ts';

/**
 * First keys of advisory locks with two keys. The second key names one lock of the class.
 * Versions that run side by side must agree, so a number never changes.
 */
export const LOCK_CLASSES = {
  /** The owner of a hold partition, for its session. Second key: the partition. */
  holdPartition: 0x686f6c64,
  /** Counting an account's live seats. Second key: the hash of the performance. */
  seatLimits: 0x5ea7,
  /**
   * Transactions that write events: this class and the 32,767 after it. The first key has the upper
   * bits of an event number, the second its lower bits. Migration 0009 takes these locks.
   */
  eventWriters: 1_163_264_000,
} as const;

/** Locks with one key, the hash of this text and what it is about. */
export const LOCK_NAMES = {
  migrations: 'migrations',
  databaseRoles: 'database roles',
  /** Changes of roles: two administrators must not demote each other at once. */
  administrators: 'administrators',
  gatewayComparison: 'comparison with the gateway',
  /** About a payment key: two inquiries must not open the same unknown capture. */
  capture: 'capture of ',
  /** About an account. */
  topUpOrders: 'top-up orders of ',
  demoData: 'demo data',
  /** The process that gathers the figures of shared things, for its session. */
  sharedFigures: 'shared figures',
  /** About a consumer, for its session. */
  eventLog: 'event log ',
} as const;

/** Takes a named lock until the transaction ends. Parameters: `LOCK_NAMES` and what it is about. */
export const LOCK_BY_NAME = `select pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0))`;

/** Waits for a named lock and holds it until the transaction ends. */
export async function lockByName(tx: Queryable, name: keyof typeof LOCK_NAMES, about = ''): Promise<void> {
  await tx.query(LOCK_BY_NAME, [LOCK_NAMES[name], about]);
}
