import type { AccountId, SessionId } from '../../shared/ids.ts';
import type { SessionNews, SessionStore } from './session.ts';

export interface EndSessionsPorts {
  readonly sessions: Pick<SessionStore, 'endAll' | 'end'>;
  readonly news: SessionNews;
}

/**
 * Ends an account's sessions except `except`: tokens, streams and pages, within seconds everywhere.
 */
export type EndSessions = (accountId: AccountId, except?: SessionId | null) => Promise<void>;

export const makeEndSessions =
  ({ sessions, news }: EndSessionsPorts): EndSessions =>
  async (accountId, except = null) =>
    news.announce(await sessions.endAll(accountId, except));

/** Ends one session; false if the account has no such live session. */
export type EndSession = (accountId: AccountId, id: SessionId) => Promise<boolean>;

export const makeEndSession =
  ({ sessions, news }: EndSessionsPorts): EndSession =>
  async (accountId, id) => {
    if (!(await sessions.end(accountId, id))) return false;
    await news.announce([id]);
    return true;
  };
