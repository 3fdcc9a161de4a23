import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Context } from 'hono';

export type Locale = 'ko' | 'en';
export type Role = 'user' | 'admin';

/** Who a valid access token speaks for. */
export interface SignedInAccount {
  readonly id: AccountId;
  readonly role: Role;
}

/** What every request carries after the first middleware. */
export interface RequestVariables {
  readonly requestId: string;
  readonly locale: Locale;
  /** Null for a token that is not one of ours, has expired or is of another kind. */
  readonly verifyAccessToken: (token: string) => Promise<SignedInAccount | null>;
}

export type AppEnv = { Variables: RequestVariables };
export type SignedInEnv = { Variables: RequestVariables & { readonly account: SignedInAccount } };
export type CommandEnv = { Variables: RequestVariables & { readonly idempotencyKey: string } };
export type AppContext = Context<AppEnv>;
