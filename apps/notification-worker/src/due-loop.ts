import { type Repetition, repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';

const EVERY_MS = 1_000;

/** Queues due notices once a second. */
export const startDueLoop = (
  queueDue: () => Promise<number>,
  log: Pick<Logger, 'info' | 'warn'>,
): Repetition =>
  repeat({
    restMs: EVERY_MS,
    round: async () => {
      const notices = await queueDue();
      if (notices > 0) log.info({ notices }, 'notices due');
    },
    onFailing: (err) => log.warn({ err }, 'looking up due notices failed'),
  });
