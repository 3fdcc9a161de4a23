/** Moves a value from 0 to 1 over some frames. */
export interface Glide {
  /** Ends a running movement where it is, and starts one. At once for people who want no motion. */
  start(step: (share: number) => void): void;
  stop(): void;
}

const GLIDE_MS = 260;

export function makeGlide(): Glide {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  let frame = 0;
  const stop = () => cancelAnimationFrame(frame);
  return {
    stop,
    start: (step) => {
      stop();
      if (reduced.matches) {
        step(1);
        return;
      }
      const startedMs = performance.now();
      const next = (nowMs: number) => {
        const passed = Math.min(1, Math.max(0, (nowMs - startedMs) / GLIDE_MS));
        step(1 - (1 - passed) ** 3);
        if (passed < 1) frame = requestAnimationFrame(next);
      };
      frame = requestAnimationFrame(next);
    },
  };
}
