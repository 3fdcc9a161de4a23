import { NotReady } from './readiness.ts';

/** How long a fault may keep jobs in place before the process is not ready. */
const STUCK_MS = 5_000;

export interface WatchedQueue {
  readonly queue: string;
  readonly health: { stuck(): { readonly forMs: number; readonly reason: string } | null };
}

/** Throws `NotReady` with the queues that are stuck for longer than a few seconds, and why. */
export function checkProgress(watched: readonly WatchedQueue[]): void {
  const stuck = watched.flatMap(({ queue, health }) => {
    const state = health.stuck();
    if (state === null || state.forMs < STUCK_MS) return [];
    return [`${queue} for ${Math.round(state.forMs / 1_000)} s: ${state.reason}`];
  });
  if (stuck.length > 0) throw new NotReady(stuck.join('; '));
}
