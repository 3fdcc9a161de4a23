import { setTimeout as delay } from 'node:timers/promises';
import type { EventHandler, RecordedEvent } from '@concert-mania/core/events/model';
import {
  EventCursorAhead,
  type EventLog,
  type EventPage,
  type EventReader,
} from '@concert-mania/core/events/ports';
import type { Logger } from '@concert-mania/runtime/logger';
import { inSpan } from '@concert-mania/runtime/tracing/in-span';

/** Pauses of the loop, in milliseconds. */
export const RELAY_PACE = {
  /**
   * After a page that was not full. Under load it makes pages larger: the statements of a page cost
   * as much as some hundred events.
   */
  pageMs: 150,
  /** Between two reads of a log without new events: doubles from the first to the last. */
  firstIdleMs: 10,
  lastIdleMs: 150,
  /** Between two attempts to acquire a consumer that another process has. */
  standbyMs: 500,
  /** After a failure: doubles from the first to the last. */
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
  /** Another pause after a page than `RELAY_PACE.pageMs`. */
  readonly pageMs?: number;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** The events of a page were handled, and the position is stored. */
  readonly onPage: (events: readonly RecordedEvent[]) => void;
  readonly onFailure: () => void;
}

/** Why a relay stands still. `cursor_ahead` needs an operator. */
export type RelayTrouble = 'effect_failed' | 'log_unreadable' | 'cursor_ahead';

export interface RelayLoop {
  readonly consumer: string;
  /** Null if the relay works or the process is on standby. */
  trouble(): RelayTrouble | null;
  stop(): Promise<void>;
}

/**
 * Relays events to one handler, in order and at least once, while no other process has the
 * consumer. The position moves only after the handler succeeds; a failing handler is retried.
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

  /** Null if there is no new event. */
  const relayPage = async (reader: EventReader): Promise<EventPage | null> => {
    const page = await reader.next();
    if (page === null) return null;
    const { events } = page;
    while (events.length > 0 && !signal.aborted) {
      try {
        await whileAlive(reader, signal, () => handleInSpan(options, events));
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
    if (events.length > 0) options.onPage(events);
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
        if (!relayed.full) await rest(options.pageMs ?? RELAY_PACE.pageMs);
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

/** One span for a page, linked to the traces of its events; none if no event has a trace. */
function handleInSpan({ consumer, handle }: RelayLoopOptions, events: readonly RecordedEvent[]) {
  const links = events.map((event) => event.traceparent);
  const attributes = () => ({ 'messaging.batch.message_count': events.length });
  const options = { kind: 'consumer', parent: null, links, attributes } as const;
  return inSpan(`relay ${consumer}`, options, () => handle(events));
}

/** Runs the work and keeps the reader alive meanwhile. Rejects at once when the process stops. */
async function whileAlive(
  reader: EventReader,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  // If this fails, the next use of the reader fails too and is handled there.
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
