import type { AccountId } from '../shared/ids.ts';

/** What a mailed token is good for. */
export const TOKEN_PURPOSES = ['verify_email', 'reset_password'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** How long a token can be used, counted from its mail. */
export const TOKEN_LIFE_SECONDS: Readonly<Record<TokenPurpose, number>> = {
  verify_email: 3 * 24 * 3_600,
  reset_password: 30 * 60,
};

/**
 * Tokens for one use. Only their digests are stored. Their life is counted by the store's clock.
 */
export interface AccountTokens {
  /**
   * Makes and stores a token; null for an account that is erased or disabled. Earlier tokens of the
   * purpose stay good.
   */
  issue(accountId: AccountId, purpose: TokenPurpose, lifeSeconds: number): Promise<string | null>;
}
