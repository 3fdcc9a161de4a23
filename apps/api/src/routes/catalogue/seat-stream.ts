import type { SeatAvailability } from '@concert-mania/core/catalogue/model';
import type { SeatAvailabilityReader, SeatChanges, SeatNews } from '@concert-mania/core/catalogue/ports';

type Change = Extract<SeatNews, { kind: 'change' }>;
export type SeatEvent =
  | { readonly event: 'snapshot'; readonly data: SeatAvailability }
  | { readonly event: 'change'; readonly data: Pick<Change, 'version' | 'changes'> };

export interface SeatStreamRequest {
  readonly performanceId: string;
  /** The version that the client has, as it says; it gets a snapshot unless that is the current one. */
  readonly lastVersion: number | null;
  readonly signal: AbortSignal;
  readonly send: (event: SeatEvent) => Promise<void>;
}

/** A client that reads so slowly that this many changes wait for it gets a snapshot in their place. */
const MAX_WAITING = 1_000;
/** Pub/sub promises nothing: after this long without news the version is compared with the truth. */
export const CHECK_AGAIN_MS = 10_000;

/**
 * Sends the state of all seats, then every change of it, until the signal aborts. Where changes may have been missed, the
 * state is sent again; versions only grow.
 */
export async function streamSeats(
  live: SeatAvailabilityReader & SeatChanges,
  { performanceId, lastVersion, signal, send }: SeatStreamRequest,
): Promise<void> {
  const inbox = openInbox(signal);
  // Listening begins before the state is read, so that no change falls between the two.
  const stop = await live.subscribe(performanceId, inbox.put);
  try {
    let version = lastVersion;
    const catchUp = async (): Promise<void> => {
      const current = await live.read(performanceId);
      if (current.version === version) return;
      version = current.version;
      await send({ event: 'snapshot', data: current });
    };
    await catchUp();
    while (!signal.aborted) {
      const news = await inbox.take(CHECK_AGAIN_MS);
      if (news === null || news.kind === 'gap') await catchUp();
      else if (version === null || news.version > version) {
        version = news.version;
        await send({ event: 'change', data: { version, changes: news.changes } });
      }
    }
  } finally {
    stop();
  }
}

interface Inbox {
  put(news: SeatNews): void;
  /** The oldest news; null after the wait, or when the signal aborts. */
  take(waitMs: number): Promise<SeatNews | null>;
}

function openInbox(signal: AbortSignal): Inbox {
  let waiting: SeatNews[] = [];
  let wake = (): void => undefined;
  return {
    put: (news) => {
      if (waiting.length >= MAX_WAITING) waiting = [{ kind: 'gap' }];
      else waiting.push(news);
      wake();
    },
    take: async (waitMs) => {
      if (waiting.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            resolve();
          };
          const timer = setTimeout(wake, waitMs);
          signal.addEventListener('abort', wake, { once: true });
        });
      }
      return waiting.shift() ?? null;
    },
  };
}
