import type { NewId, SessionId } from '../../shared/ids.ts';
import { MAX_SESSIONS, REFRESH_TOKEN_SECONDS, type Session } from '../model.ts';
import type { AccessTokenIssuer, RefreshTokenMint } from '../ports.ts';
import type { Checked } from './check-credentials.ts';
import type { Client, NewSession, SessionNews, SessionStore, TokenDigests } from './session.ts';

type Issued = Awaited<ReturnType<AccessTokenIssuer['issue']>>;

export interface SessionPorts {
  readonly sessions: SessionStore;
  readonly news: SessionNews;
  readonly accessTokens: AccessTokenIssuer;
  readonly mint: RefreshTokenMint;
  readonly newId: NewId;
  /** The maximum length of a session, however often it is refreshed. */
  readonly sessionSeconds: number;
}

/** Makes a refresh token and its stored digests. A successor shares the lineage of `before`. */
export function mintToken(
  mint: RefreshTokenMint,
  before?: string,
): { readonly token: string; readonly digests: TokenDigests } {
  const token = mint.mint(before);
  const digests = mint.digest(token);
  if (digests === null) throw new Error('the digest of a newly minted refresh token is null');
  return { token, digests };
}

/**
 * Starts a session; null if the credentials are outdated. With `token` null it cannot be refreshed.
 */
export async function openSession(
  ports: {
    readonly sessions: Pick<SessionStore, 'start'>;
    readonly news: SessionNews;
    readonly newId: NewId;
    readonly accessTokens: AccessTokenIssuer;
  },
  { account: { id: accountId }, passwordHash, secondFactor }: Checked,
  client: Client,
  terms: Pick<NewSession, 'lifeSeconds' | 'token'>,
): Promise<{ readonly sessionId: SessionId; readonly access: Issued } | null> {
  const sessionId = ports.newId('ses');
  const started = await ports.sessions.start(
    { ...client, ...terms, id: sessionId, accountId, passwordHash, secondFactor },
    MAX_SESSIONS,
  );
  if (started === null) return null;
  const { account, endsAt, ended } = started;
  await ports.news.announce(ended);
  const access = await ports.accessTokens.issue({ account, sessionId, endsAt, secondFactor });
  return { sessionId, access };
}

/** Starts a session with both tokens; null if the credentials are outdated. */
export async function startSession(
  ports: SessionPorts,
  checked: Checked,
  client: Client,
): Promise<(Session & { readonly sessionId: SessionId }) | null> {
  const { token, digests } = mintToken(ports.mint);
  const opened = await openSession(ports, checked, client, {
    lifeSeconds: ports.sessionSeconds,
    token: { ...digests, ttlSeconds: REFRESH_TOKEN_SECONDS },
  });
  if (opened === null) return null;
  const { sessionId, access } = opened;
  return { sessionId, accessToken: access.token, refreshToken: token, expiresInSeconds: access.ttlSeconds };
}
