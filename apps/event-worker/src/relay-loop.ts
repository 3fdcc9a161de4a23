import { setTimeout as delay } from 'node:timers/promises';
import type { EventHandler } from '@concert-mania/core/events/model';
import {
  EventCursorAhead,
  type EventLog,
  type EventPage,
  type EventReader,
} from '@concert-mania/core/events/ports';
import type { Logger } from '@concert-mania/runtime/logger';

/** How long the loop rests; every limit is in milliseconds. */
export const RELAY_PACE = {
  /** After a page that was not full, so that at load a page is worth its statements: each costs as much as some hundred events. */
  pageMs: 150,
  /** Between two looks at a silent log: from the first, doubled each time, to the last. */
  firstIdleMs: 10,
  lastIdleMs: 150,
  /** Between two attempts to take the place of another process. */
  standbyMs: 500,
  /** After a failure: from the first, doubled each time, to the last. */
  firstRetryMs: 100,
  lastRetryMs: 2_000,
  keepAliveMs: 2_000,
} as const;

const TELL_AGAIN_MS = 60_000;

export interface RelayLoopOptions {
  readonly eventLog: EventLog;
  readonly consumer: string;
  readonly types: readonly string[];
  readonly handle: EventHandler;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** After each page that was dealt with, with how long ago its last event of a wanted type happened. */
  readonly onPage: (page: { readonly events: number; readonly lagMs: number }) => void;
  readonly onFailure: () => void;
}

/** Why a relay stands still. A cursor that is ahead needs a person. */
export type RelayTrouble = 'effect_failed' | 'log_unreadable' | 'cursor_ahead';

export interface RelayLoop {
  readonly consumer: string;
  /** Null if there is none or the process is on standby. */
  trouble(): RelayTrouble | null;
  stop(): Promise<void>;
}

/**
 * Relays events to one handler, at least once and in order, as long as no other process does. The position moves on
 * only after the handler is done, however often that takes: a lost effect is worse than a late one.
 */
export function startRelayLoop(options: RelayLoopOptions): RelayLoop {
  const { eventLog, consumer, types, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let failures = 0;
  let trouble: RelayTrouble | null = null;
  let toldAtMs = 0;

  const rest = async (ms: number): Promise<void> => {
    await delay(ms, undefined, { signal }).catch(() => undefined);
  };
  const failed = async (err: unknown, what: RelayTrouble): Promise<void> => {
    failures += 1;
    // Logs the first failure at once, and the same one again once a minute.
    if (what !== trouble || Date.now() - toldAtMs > TELL_AGAIN_MS) {
      log[what === 'cursor_ahead' ? 'error' : 'warn']({ err, consumer, failures }, `event relay: ${what}`);
      toldAtMs = Date.now();
    }
    trouble = what;
    options.onFailure();
    await rest(Math.min(RELAY_PACE.firstRetryMs * 2 ** (failures - 1), RELAY_PACE.lastRetryMs));
  };
  const worked = (): void => {
    if (failures > 0) log.info({ consumer, failures }, 'event relay works again');
    failures = 0;
    trouble = null;
  };

  /** Null when there was nothing to read. */
  const relayPage = async (reader: EventReader): Promise<EventPage | null> => {
    const page = await reader.next();
    if (page === null) return null;
    const { events } = page;
    while (events.length > 0 && !signal.aborted) {
      try {
        await whileAlive(reader, signal, () => options.handle(events));
        break;
      } catch (err) {
        if (signal.aborted) return null;
        await failed(err, 'effect_failed');
        await reader.keepAlive();
      }
    }
    if (signal.aborted) return null;
    await reader.advance();
    worked();
    const last = events.at(-1);
    if (last) options.onPage({ events: events.length, lagMs: Date.now() - last.occurredAt.getTime() });
    return page;
  };

  const relay = async (reader: EventReader): Promise<void> => {
    while (!signal.aborted && !(await reader.acquire())) {
      worked();
      await rest(RELAY_PACE.standbyMs);
    }
    let idleMs: number = RELAY_PACE.firstIdleMs;
    while (!signal.aborted) {
      const relayed = await relayPage(reader);
      if (relayed !== null) {
        idleMs = RELAY_PACE.firstIdleMs;
        if (!relayed.full) await rest(RELAY_PACE.pageMs);
      } else {
        worked();
        await rest(idleMs);
        idleMs = Math.min(idleMs * 2, RELAY_PACE.lastIdleMs);
      }
    }
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const reader = await eventLog.open(consumer, types);
        try {
          await relay(reader);
        } finally {
          await reader.close().catch(() => undefined);
        }
      } catch (err) {
        await failed(err, err instanceof EventCursorAhead ? 'cursor_ahead' : 'log_unreadable');
      }
    }
  };
  const ended = loop();

  return {
    consumer,
    trouble: () => trouble,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** Runs the work, keeping the reader's place meanwhile, and gives up waiting for it when the process stops. */
async function whileAlive(
  reader: EventReader,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  // A failure here shows again, and is dealt with, when the reader is used next.
  const beat = setInterval(() => void reader.keepAlive().catch(() => undefined), RELAY_PACE.keepAliveMs);
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new Error('stopping'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work(), stopped]);
  } finally {
    clearInterval(beat);
    signal.removeEventListener('abort', stop);
  }
}
