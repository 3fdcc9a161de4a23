import type { AccountId } from '../shared/ids.ts';

/** The purpose of a mailed token. */
export const TOKEN_PURPOSES = ['verify_email', 'reset_password'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** How long a token is valid after it was mailed. */
export const TOKEN_LIFE_SECONDS: Readonly<Record<TokenPurpose, number>> = {
  verify_email: 3 * 24 * 3_600,
  reset_password: 30 * 60,
};

/** Single-use tokens. Only their digests are stored, and the store's clock counts their life. */
export interface AccountTokens {
  /** Issues a token; null if the account is erased or disabled. Earlier tokens stay valid. */
  issue(accountId: AccountId, purpose: TokenPurpose, lifeSeconds: number): Promise<string | null>;
}
