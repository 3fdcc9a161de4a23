const MS_PER_SECOND = 1_000;

/** Tells the server's time from the `Date` headers of its answers. */
export interface ServerClock {
  /**
   * Learns from one answer, with the device's times of its request and arrival. An answer that a
   * cache may have kept says nothing.
   */
  readonly note: (headers: Headers, sentAtMs: number) => void;
  /** The server's time. The device's own before the first answer. */
  readonly now: () => number;
}

/**
 * A `Date` header has whole seconds, so each answer only bounds the difference between both clocks.
 * The bounds of all answers together find it to a fraction of a second. Bounds that contradict each
 * other mean that the device's clock was changed: then only the last answer counts.
 */
export function makeServerClock(deviceNowMs: () => number = Date.now): ServerClock {
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  return {
    note: (headers, sentAtMs) => {
      const dateMs = Date.parse(headers.get('date') ?? '');
      if (Number.isNaN(dateMs) || mayBeStored(headers)) return;
      const seen = { least: dateMs - deviceNowMs(), most: dateMs + MS_PER_SECOND - sentAtMs };
      if (seen.least > seen.most) return;
      if (seen.least > most || seen.most < least) {
        least = seen.least;
        most = seen.most;
      } else {
        least = Math.max(least, seen.least);
        most = Math.min(most, seen.most);
      }
    },
    now: () => deviceNowMs() + (Number.isFinite(least) ? (least + most) / 2 : 0),
  };
}

const mayBeStored = (headers: Headers): boolean =>
  headers.has('age') || /max-age=[1-9]/.test(headers.get('cache-control') ?? '');

/** The clock of this page, which every answer of the API corrects. */
export const serverClock = makeServerClock();
