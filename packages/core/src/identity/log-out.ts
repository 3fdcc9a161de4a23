import type { RefreshTokenMint, RefreshTokenStore } from './ports.ts';

export type LogOut = (refreshToken: string) => Promise<void>;

/** Ends the session of a refresh token, and every token of its family. An unknown token changes nothing. */
export function makeLogOut(ports: {
  readonly refreshTokens: RefreshTokenStore;
  readonly mint: RefreshTokenMint;
}): LogOut {
  return async (refreshToken) => {
    const digest = ports.mint.digest(refreshToken);
    if (digest !== null) await ports.refreshTokens.revokeFamily(digest);
  };
}
