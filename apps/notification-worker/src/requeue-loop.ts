import type { Logger } from '@concert-mania/runtime/logger';

const EVERY_MS = 60_000;

/** Looks once a minute for notices that a lost queue has forgotten. */
export function startRequeueLoop(
  requeue: () => Promise<number>,
  log: Pick<Logger, 'info' | 'warn'>,
): { stop(): void } {
  let busy = false;
  const look = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      const notices = await requeue();
      if (notices > 0) log.info({ notices }, 'notices still unsent');
    } catch (err) {
      log.warn({ err }, 'unsent notices not looked up');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
