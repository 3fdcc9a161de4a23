import type { SessionId } from '../../shared/ids.ts';
import type { RefreshTokenMint } from '../ports.ts';
import type { SessionNews, SessionStore } from './session.ts';

/** Returns the session that ended; null if there was none. */
export type LogOut = (refreshToken: string) => Promise<SessionId | null>;

/** Ends the session of a refresh token and its access tokens. Ignores an unknown token. */
export function makeLogOut(ports: {
  readonly sessions: Pick<SessionStore, 'endByToken'>;
  readonly mint: RefreshTokenMint;
  readonly news: SessionNews;
}): LogOut {
  return async (refreshToken) => {
    const digests = ports.mint.digest(refreshToken);
    if (digests === null) return null;
    const ended = await ports.sessions.endByToken(digests);
    if (ended !== null) await ports.news.announce([ended]);
    return ended;
  };
}
