import type { GatewayPlace, GatewaySlots } from '../ports.ts';

export interface GatewayLine {
  /** How many may wait for a slot. */
  readonly waiting: number;
  /** How long after it entered a place may still begin its call. */
  readonly waitMs: number;
  readonly nowMs: () => number;
}

/** Without a line, each place has a slot. */
const NO_LINE: GatewayLine = { waiting: 0, waitMs: Number.POSITIVE_INFINITY, nowMs: () => 0 };

/**
 * Limits the simultaneous calls to the gateway. Further payments wait in line for a slot. If the
 * line is full, the reconciler makes the call.
 */
export function makeGatewaySlots(slots: number, line: GatewayLine = NO_LINE): GatewaySlots {
  const queue: (() => void)[] = [];
  let inside = 0;
  let calling = 0;

  const callNext = (): void => {
    if (calling < slots) queue.shift()?.();
  };
  const turn = (untilMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      queue.push(() => {
        const isInTime = line.nowMs() <= untilMs;
        if (isInTime) calling += 1;
        resolve(isInTime);
        callNext();
      });
      callNext();
    });

  return {
    tryEnter: (): GatewayPlace | null => {
      if (inside >= slots + line.waiting) return null;
      inside += 1;
      const untilMs = line.nowMs() + line.waitMs;
      let isInside = true;
      return {
        call: async (calls) => {
          if (!(await turn(untilMs))) return null;
          try {
            return await calls();
          } finally {
            calling -= 1;
            callNext();
          }
        },
        leave: () => {
          if (isInside) inside -= 1;
          isInside = false;
        },
      };
    },
  };
}
