import type { NewId, SessionId } from '../shared/ids.ts';
import type { Checked } from './check-credentials.ts';
import { MAX_SESSIONS, REFRESH_TOKEN_SECONDS, type Session } from './model.ts';
import type { AccessTokenIssuer, RefreshTokenMint } from './ports.ts';
import type { Client, SessionNews, SessionStore, TokenDigests } from './session.ts';

export interface SessionPorts {
  readonly sessions: SessionStore;
  readonly news: SessionNews;
  readonly accessTokens: AccessTokenIssuer;
  readonly mint: RefreshTokenMint;
  readonly newId: NewId;
  /** How long a session lasts at most, however often it is refreshed. */
  readonly sessionSeconds: number;
}

/**
 * Makes a refresh token and what is stored of it; a successor shares the lineage of the one before.
 */
export function mintToken(
  mint: RefreshTokenMint,
  before?: string,
): { readonly token: string; readonly digests: TokenDigests } {
  const token = mint.mint(before);
  const digests = mint.digest(token);
  if (digests === null) throw new Error('a refresh token that was just minted cannot be parsed');
  return { token, digests };
}

/**
 * Starts a session with a refresh token and an access token; null if the credentials are out of
 * date.
 */
export async function startSession(
  ports: SessionPorts,
  { account: { id: accountId }, passwordHash, secondFactor }: Checked,
  client: Client,
): Promise<(Session & { readonly sessionId: SessionId }) | null> {
  const { token, digests } = mintToken(ports.mint);
  const sessionId = ports.newId('ses');
  const started = await ports.sessions.start(
    {
      ...client,
      id: sessionId,
      accountId,
      passwordHash,
      secondFactor,
      lifeSeconds: ports.sessionSeconds,
      token: { ...digests, ttlSeconds: REFRESH_TOKEN_SECONDS },
    },
    MAX_SESSIONS,
  );
  if (started === null) return null;
  const { account, endsAt, ended } = started;
  await ports.news.announce(ended);
  const access = await ports.accessTokens.issue({ account, sessionId, endsAt, secondFactor });
  return { sessionId, accessToken: access.token, refreshToken: token, expiresInSeconds: access.ttlSeconds };
}
