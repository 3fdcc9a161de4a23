import type { Logger } from '@concert-mania/runtime/logger';

const EVERY_MS = 1_000;

/** Queues due notices once a second. Logs the first of successive failures. */
export function startDueLoop(
  queueDue: () => Promise<number>,
  log: Pick<Logger, 'info' | 'warn'>,
): { stop(): Promise<void> } {
  let underway: Promise<void> | null = null;
  let failed = false;
  const look = async (): Promise<void> => {
    try {
      const notices = await queueDue();
      if (notices > 0) log.info({ notices }, 'notices due');
      failed = false;
    } catch (err) {
      if (!failed) log.warn({ err }, 'looking up due notices failed');
      failed = true;
    }
  };
  const timer = setInterval(() => {
    underway ??= look().finally(() => {
      underway = null;
    });
  }, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await underway;
    },
  };
}
