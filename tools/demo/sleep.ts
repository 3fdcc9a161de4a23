import { setTimeout as delay } from 'node:timers/promises';

/** Waits; rejects at once when the rush is cut off. */
export type Sleep = (ms: number) => Promise<void>;

export const makeSleep =
  (signal: AbortSignal): Sleep =>
  async (ms) => {
    await delay(Math.max(0, ms), undefined, { signal });
  };
