import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 500;

/** Retries until it works; throws the last error when the time is up. */
export async function tryFor<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(PAUSE_MS);
    }
  }
}
