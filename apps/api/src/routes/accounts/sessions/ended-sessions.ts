import type { SessionId } from '@concert-mania/core/shared/ids';

/** Which sessions have ended while access tokens of theirs may still be valid. In memory only. */
export interface EndedSessions {
  has(id: SessionId | null): boolean;
  /**
   * Calls the listener once, when the session ends, or at once if it has ended. Returns a function
   * that stops listening.
   */
  onEnd(id: SessionId, listener: () => void): () => void;
  /** Remembers sessions that have ended. */
  note(ids: readonly SessionId[]): void;
}

/** More than can end within an access token's life: each login before costs a password's hash. */
const MAX_REMEMBERED = 500_000;

/** Remembers each for `rememberMs`: as long as a token of the session may live. */
export function makeEndedSessions(rememberMs: number, nowMs: () => number): EndedSessions {
  const untilMs = new Map<SessionId, number>();
  // One set for all sessions: many begin to wait, and few sessions end.
  const listeners = new Set<{ readonly id: SessionId; readonly listener: () => void }>();

  const forgetOld = () => {
    for (const [id, until] of untilMs) {
      if (until > nowMs() && untilMs.size <= MAX_REMEMBERED) return;
      untilMs.delete(id);
    }
  };

  return {
    has: (id) => id !== null && untilMs.has(id),
    onEnd: (id, listener) => {
      // It may have ended since the request's token was checked.
      if (untilMs.has(id)) {
        listener();
        return () => undefined;
      }
      const entry = { id, listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    note: (ids) => {
      const ended = new Set(ids.filter((id) => !untilMs.has(id)));
      for (const id of ended) untilMs.set(id, nowMs() + rememberMs);
      for (const entry of listeners) {
        if (!ended.has(entry.id)) continue;
        listeners.delete(entry);
        entry.listener();
      }
      forgetOld();
    },
  };
}
