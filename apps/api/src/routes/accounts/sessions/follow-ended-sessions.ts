import type { SessionNews } from '@concert-mania/core/identity/sessions/session';
import type { SessionId } from '@concert-mania/core/shared/ids';
import type { Logger } from '@concert-mania/runtime/logger';
import type { EndedSessions } from './ended-sessions.ts';

const READ_EVERY_MS = 5_000;
/** Transactions that began this long before a read may commit after it. */
const OVERLAP_SECONDS = 60;

export interface EndedSessionSources {
  /** Reads the sessions that ended within the last `seconds` from PostgreSQL. */
  readonly read: (seconds: number) => Promise<readonly SessionId[]>;
  readonly news: SessionNews & {
    listen(onEnded: (ids: readonly SessionId[]) => void, onSubscribed: () => void): void;
  };
  readonly log: Logger;
  readonly nowMs: () => number;
  /** The longest life of an access token. */
  readonly rememberSeconds: number;
}

/**
 * Keeps a process informed of ended sessions: by pub/sub, and from PostgreSQL at start, after a
 * lost subscription and every 5 s. Resolves after the first read. `announce` does not fail: other
 * processes also read PostgreSQL.
 */
export async function followEndedSessions(
  ended: EndedSessions,
  { read, news, log, nowMs, rememberSeconds }: EndedSessionSources,
): Promise<SessionNews & { close(): void }> {
  let readAtMs = nowMs() - rememberSeconds * 1000;
  const readAgain = async () => {
    const startedMs = nowMs();
    const seconds = Math.min((startedMs - readAtMs) / 1000 + OVERLAP_SECONDS, rememberSeconds);
    try {
      ended.note(await read(seconds));
      readAtMs = startedMs;
    } catch (err) {
      log.warn({ err }, 'ended sessions were not read; reading again in 5 s');
    }
  };
  news.listen(ended.note, () => void readAgain());
  await readAgain();
  const timer = setInterval(() => void readAgain(), READ_EVERY_MS);
  return {
    announce: async (ids) => {
      ended.note(ids);
      await news.announce(ids).catch((err: unknown) => {
        log.warn({ err }, 'ended sessions were not announced; replicas read them within 5 s');
      });
    },
    close: () => clearInterval(timer),
  };
}
