import { ok, type Result, refuse } from '../../shared/result.ts';
import { REFRESH_TOKEN_SECONDS, type Session } from '../model.ts';
import { mintToken, type SessionPorts } from './start-session.ts';

export type RefreshRefusal =
  | { readonly code: 'invalid_refresh_token' | 'refresh_token_reused' }
  | { readonly code: 'rate_limited'; readonly retryAfterSeconds: number };

export type RefreshSession = (refreshToken: string) => Promise<Result<Session, RefreshRefusal>>;

export type RefreshPorts = Omit<SessionPorts, 'newId' | 'sessionSeconds'> & {
  readonly limit: { readonly refreshes: number; readonly windowSeconds: number };
};

/**
 * Exchanges a refresh token for new tokens. A token works once: a second use means theft and ends
 * the session (RFC 9700, 4.14.2).
 */
export function makeRefreshSession(ports: RefreshPorts): RefreshSession {
  return async (refreshToken) => {
    const used = ports.mint.digest(refreshToken);
    if (used === null) return refuse({ code: 'invalid_refresh_token' });
    const next = mintToken(ports.mint, refreshToken);
    const rotation = await ports.sessions.rotate({
      used,
      next: next.digests,
      ttlSeconds: REFRESH_TOKEN_SECONDS,
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
      case 'rotated': {
        const access = await ports.accessTokens.issue(rotation.grant);
        return ok({
          accessToken: access.token,
          refreshToken: next.token,
          expiresInSeconds: access.ttlSeconds,
        });
      }
    }
  };
}
