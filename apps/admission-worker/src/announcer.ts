import type { Logger } from '@concert-mania/runtime/logger';

export interface Announcer {
  /** A room has admissions to announce. Returns at once; asked again while it works, it looks once more afterwards. */
  notify(concertId: string): void;
  /** Resolves when what is under way is done. */
  stop(): Promise<void>;
}

/**
 * Announces beside the admissions, one room at a time: a slow database delays notices and never a batch. What fails is
 * asked for again by the room's next batch.
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
