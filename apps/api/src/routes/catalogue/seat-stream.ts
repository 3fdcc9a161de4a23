import type { SeatAvailability } from '@concert-mania/core/catalogue/model';
import type { SeatAvailabilityReader, SeatChanges, SeatNews } from '@concert-mania/core/catalogue/ports';

type Change = Extract<SeatNews, { kind: 'change' }>;
export type SeatEvent =
  | { readonly event: 'snapshot'; readonly data: SeatAvailability }
  | { readonly event: 'change'; readonly data: Pick<Change, 'version' | 'changes'> };

export interface SeatStreamRequest {
  readonly performanceId: string;
  /** The client's version; it gets a snapshot unless that version is current. */
  readonly lastVersion: number | null;
  readonly signal: AbortSignal;
  readonly send: (event: SeatEvent) => Promise<void>;
}

/** A slow client with this many waiting changes gets a snapshot instead. */
const MAX_WAITING = 1_000;
/** Pub/sub may lose messages: after this long without news the version is checked. */
export const CHECK_AGAIN_MS = 10_000;

/**
 * Sends the state of all seats, then every change, until the signal aborts. If changes may have
 * been missed, sends the state again; versions only grow.
 */
export async function streamSeats(
  live: SeatAvailabilityReader & SeatChanges,
  { performanceId, lastVersion, signal, send }: SeatStreamRequest,
): Promise<void> {
  const inbox = openInbox(signal);
  // Subscribes before reading the state, so no change is missed in between.
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
