import { repeat } from '@concert-mania/runtime/async/repeat';

/** Asks periodically whether a server still answers, one question at a time. */
export function takePulse(options: {
  readonly ping: () => Promise<unknown>;
  readonly everyMs: number;
  readonly silentAfterMs: number;
  readonly nowMs?: () => number;
}): {
  /** Whether it answered within the last `silentAfterMs`. */
  isFit(): boolean;
  stop(): void;
} {
  const { nowMs = () => performance.now() } = options;
  let answeredMs = nowMs();
  const repetition = repeat({
    restMs: options.everyMs,
    round: async () => {
      await options.ping();
      answeredMs = nowMs();
    },
    // The server then counts as silent, which `isFit` reports.
    onFailing: () => undefined,
  });
  return {
    isFit: () => nowMs() - answeredMs < options.silentAfterMs,
    stop: () => void repetition.stop(),
  };
}
