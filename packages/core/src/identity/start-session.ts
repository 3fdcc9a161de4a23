import type { NewId } from '../shared/ids.ts';
import { type Account, REFRESH_TOKEN_SECONDS, type Session } from './model.ts';
import type { AccessTokenIssuer, RefreshTokenMint, RefreshTokenStore } from './ports.ts';

export interface SessionPorts {
  readonly refreshTokens: RefreshTokenStore;
  readonly accessTokens: AccessTokenIssuer;
  readonly mint: RefreshTokenMint;
  readonly newId: NewId;
}

/** Makes a refresh token and what is stored of it. */
export function mintToken(mint: RefreshTokenMint): { readonly token: string; readonly digest: Uint8Array } {
  const token = mint.mint();
  const digest = mint.digest(token);
  if (digest === null) throw new Error('a minted refresh token has a digest');
  return { token, digest };
}

/** Starts a session of an account: a new family of refresh tokens and an access token. */
export async function startSession(ports: SessionPorts, account: Account): Promise<Session> {
  const { token, digest } = mintToken(ports.mint);
  await ports.refreshTokens.startFamily({
    familyId: ports.newId('fam'),
    accountId: account.id,
    digest,
    ttlSeconds: REFRESH_TOKEN_SECONDS,
  });
  return {
    accessToken: await ports.accessTokens.issue(account),
    refreshToken: token,
    expiresInSeconds: ports.accessTokens.ttlSeconds,
  };
}
