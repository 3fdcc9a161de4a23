import type { EventBacklog, EventWriter } from '@concert-mania/core/events/ports';
import { repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';
import type { RelayLoop } from './relay-loop.ts';

const EVERY_MS = 2_000;
const TELL_AGAIN_MS = 60_000;

/**
 * Why a consumer stands still. `open_writer`: a transaction that has written events is open.
 * `behind`: any other reason.
 */
export const STANDSTILLS = [
  'open_writer',
  'effect_failed',
  'log_unreadable',
  'cursor_ahead',
  'behind',
] as const;
export type Standstill = (typeof STANDSTILLS)[number];

export interface RelayWatchOptions {
  readonly relays: readonly Pick<RelayLoop, 'consumer' | 'trouble'>[];
  readonly read: () => Promise<readonly EventBacklog[]>;
  readonly findWriter: () => Promise<EventWriter | null>;
  /** The greatest acceptable age of an unread event. */
  readonly limitSeconds: number;
  readonly onUnread: (consumer: string, seconds: number, reason: Standstill | null) => void;
  readonly log: Pick<Logger, 'warn'>;
  readonly everyMs?: number;
}

/**
 * Measures unread events by a timer, because a relay that stands still reports nothing. `check`
 * rejects while a relay of this process is in trouble or any consumer is further behind than the
 * limit.
 */
export function startRelayWatch(options: RelayWatchOptions): {
  check(): Promise<void>;
  stop(): Promise<void>;
} {
  const { relays, log } = options;
  const standing = new Map<string, Standstill>();
  let toldAtMs = 0;

  const reasonOf = (backlog: EventBacklog | undefined, trouble: Standstill | null): Standstill | null => {
    if (trouble !== null) return trouble;
    if ((backlog?.oldestUnreadSeconds ?? 0) <= options.limitSeconds) return null;
    return backlog?.waitsForWriter ? 'open_writer' : 'behind';
  };
  const look = async (): Promise<void> => {
    const backlogs = new Map((await options.read()).map((backlog) => [backlog.consumer, backlog]));
    for (const { consumer, trouble } of relays) {
      const backlog = backlogs.get(consumer);
      const reason = reasonOf(backlog, trouble());
      options.onUnread(consumer, backlog?.oldestUnreadSeconds ?? 0, reason);
      if (reason === null) standing.delete(consumer);
      else standing.set(consumer, reason);
    }
    if (standing.size === 0 || Date.now() - toldAtMs < TELL_AGAIN_MS) return;
    toldAtMs = Date.now();
    const writer = [...standing.values()].includes('open_writer') ? await options.findWriter() : null;
    log.warn({ standing: Object.fromEntries(standing), ...(writer && { writer }) }, 'events are not relayed');
  };
  const repetition = repeat({
    restMs: options.everyMs ?? EVERY_MS,
    round: look,
    onFailing: (err) => log.warn({ err }, 'looking up unread events failed'),
  });

  return {
    check: async () => {
      for (const { consumer, trouble } of relays) {
        const reason = trouble() ?? standing.get(consumer);
        if (reason !== undefined) throw new Error(`${consumer} is not relayed: ${reason}`);
      }
    },
    stop: repetition.stop,
  };
}
