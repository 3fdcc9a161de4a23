import { MessageNotBegun, type SendMessage } from '@concert-mania/core/notifications/ports';

/** A message that waits longer is not begun: its claim may expire before the carrier answers. */
export const LONGEST_WAIT_MS = 8_000;

/** Sends at most `atOnce` messages at once, in order. One that waited too long is not begun. */
export function limitSends(
  send: SendMessage,
  { atOnce, longestWaitMs = LONGEST_WAIT_MS }: { readonly atOnce: number; readonly longestWaitMs?: number },
): SendMessage {
  const waiting: (() => void)[] = [];
  let free = atOnce;
  const take = async (): Promise<void> => {
    if (free === 0) return new Promise((resolve) => void waiting.push(resolve));
    free -= 1;
  };
  const give = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async (message) => {
    const askedMs = performance.now();
    await take();
    try {
      const waitedMs = performance.now() - askedMs;
      if (waitedMs > longestWaitMs) {
        throw new MessageNotBegun(`notice ${message.id} waited too long for the carrier`);
      }
      await send(message);
    } finally {
      give();
    }
  };
}
