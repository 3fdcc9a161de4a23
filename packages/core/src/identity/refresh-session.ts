import { ok, type Result, refuse } from '../shared/result.ts';
import { REFRESH_TOKEN_SECONDS, type Session } from './model.ts';
import { mintToken, type SessionPorts } from './start-session.ts';

export type RefreshSession = (
  refreshToken: string,
) => Promise<Result<Session, { readonly code: 'invalid_refresh_token' | 'refresh_token_reused' }>>;

/**
 * Exchanges a refresh token for a new pair. A token works once: its second use revokes every token of its family, since
 * one of the two users must have stolen it (RFC 9700, 4.14.2).
 */
export function makeRefreshSession(ports: Omit<SessionPorts, 'newId'>): RefreshSession {
  return async (refreshToken) => {
    const digest = ports.mint.digest(refreshToken);
    if (digest === null) return refuse({ code: 'invalid_refresh_token' });
    const next = mintToken(ports.mint);
    const rotation = await ports.refreshTokens.rotate({
      digest,
      nextDigest: next.digest,
      ttlSeconds: REFRESH_TOKEN_SECONDS,
    });
    switch (rotation.kind) {
      case 'unknown':
        return refuse({ code: 'invalid_refresh_token' });
      case 'reused':
        return refuse({ code: 'refresh_token_reused' });
      case 'rotated':
        return ok({
          accessToken: await ports.accessTokens.issue(rotation.account),
          refreshToken: next.token,
          expiresInSeconds: ports.accessTokens.ttlSeconds,
        });
    }
  };
}
