import type { Logger } from '@concert-mania/runtime/logger';

export interface Announcer {
  /**
   * A room has admissions to announce. Returns at once; a call during the work leads to another
   * run.
   */
  notify(concertId: string): void;
  /** Resolves when the current work has ended. */
  stop(): Promise<void>;
}

/**
 * Announces admissions, one room at a time and outside the batches, so that a slow database delays
 * only notices. The room's next batch retries a failed announcement.
 */
export function startAnnouncer(
  announce: (concertId: string) => Promise<number>,
  log: Pick<Logger, 'warn'>,
): Announcer {
  const due = new Set<string>();
  let working: Promise<void> | null = null;
  let stopped = false;
  const work = async (): Promise<void> => {
    for (const concertId of due) {
      if (stopped) return;
      due.delete(concertId);
      try {
        await announce(concertId);
      } catch (err) {
        log.warn({ err, concertId }, 'admissions not announced yet');
      }
    }
  };
  return {
    notify: (concertId) => {
      due.add(concertId);
      working ??= work().finally(() => {
        working = null;
      });
    },
    stop: async () => {
      stopped = true;
      await working;
    },
  };
}
