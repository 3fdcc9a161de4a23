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
  let isAsking = false;
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      await options.ping();
      answeredMs = nowMs();
    } catch {
      // A rejection is no answer.
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void ask(), options.everyMs);
  return {
    isFit: () => nowMs() - answeredMs < options.silentAfterMs,
    stop: () => clearInterval(timer),
  };
}
