import { setTimeout as pause } from 'node:timers/promises';
import { readEventBacklog } from '@concert-mania/db/events/event-backlog';
import type { System } from './systems.ts';

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

const isEmpty = ({ notices, events, webhooks }: Backlog): boolean => notices + events + webhooks === 0;

/** Waits until nothing is left, at most so long. Returns what is left. */
export async function drain(system: System, patienceMs: number): Promise<Backlog> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const left = await readBacklog(system);
    if (isEmpty(left) || performance.now() > deadlineMs) return left;
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
