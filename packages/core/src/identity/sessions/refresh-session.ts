import { ok, type Result, refuse } from '../../shared/result.ts';
import { REFRESH_TOKEN_SECONDS, type Session } from '../model.ts';
import { mintToken, type SessionPorts } from './start-session.ts';

export type RefreshRefusal =
  | { readonly code: 'invalid_refresh_token' | 'refresh_token_reused' }
  | { readonly code: 'rate_limited'; readonly retryAfterSeconds: number };

export interface RefreshedSession extends Omit<Session, 'refreshToken'> {
  /** Null when a repeated request got an access token only: the first one got the next token. */
  readonly refreshToken: string | null;
}

export type RefreshSession = (
  refreshToken: string,
  options?: { readonly repeatSeconds: number },
) => Promise<Result<RefreshedSession, RefreshRefusal>>;

export type RefreshPorts = Omit<SessionPorts, 'newId' | 'sessionSeconds'> & {
  readonly limit: { readonly refreshes: number; readonly windowSeconds: number };
};

/**
 * Exchanges a refresh token for new tokens. A token works once: a second use means theft and ends
 * the session (RFC 9700, 4.14.2), unless it follows within `repeatSeconds`, 0 by default.
 */
export function makeRefreshSession(ports: RefreshPorts): RefreshSession {
  return async (refreshToken, { repeatSeconds } = { repeatSeconds: 0 }) => {
    const used = ports.mint.digest(refreshToken);
    if (used === null) return refuse({ code: 'invalid_refresh_token' });
    const next = mintToken(ports.mint, refreshToken);
    const rotation = await ports.sessions.rotate({
      used,
      next: next.digests,
      ttlSeconds: REFRESH_TOKEN_SECONDS,
      repeatSeconds,
      limit: ports.limit,
    });
    switch (rotation.kind) {
      case 'unknown':
        return refuse({ code: 'invalid_refresh_token' });
      case 'reused':
        await ports.news.announce(rotation.ended);
        return refuse({ code: 'refresh_token_reused' });
      case 'limited':
        return refuse({ code: 'rate_limited', retryAfterSeconds: rotation.retryAfterSeconds });
      case 'repeated':
      case 'rotated': {
        const access = await ports.accessTokens.issue(rotation.grant);
        return ok({
          accessToken: access.token,
          refreshToken: rotation.kind === 'rotated' ? next.token : null,
          expiresInSeconds: access.ttlSeconds,
        });
      }
    }
  };
}
