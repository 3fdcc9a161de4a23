import type { Role } from '@concert-mania/core/identity/model';
import type { SecurityLog } from '@concert-mania/core/identity/security-log';
import type { AccountId, SessionId } from '@concert-mania/core/shared/ids';
import type { RateLimiter } from '@concert-mania/core/shared/rate-limiter';
import type { Context } from 'hono';
import type { ClientAddressOf } from './addresses/client-address.ts';
import type { SendBudget } from './slow-readers/send-budget.ts';

export type Locale = 'ko' | 'en';

/** Who a valid access token speaks for. */
export interface SignedInAccount {
  readonly id: AccountId;
  readonly role: Role;
  /** Null for a token of the version before sessions. */
  readonly sessionId: SessionId | null;
  /** Whether the session was started with a second factor. */
  readonly secondFactor: boolean;
  readonly expiresAtMs: number;
  /** As it was when the token was made. */
  readonly emailVerified: boolean;
}

/** What stands before a handler: who asks, from where, and how often they may. */
export interface Gate {
  /** Null for a token that is not one of ours, has expired or is of another kind. */
  readonly verifyAccessToken: (token: string) => SignedInAccount | null;
  /** Calls the listener when the session ends; returns a function that stops listening. */
  readonly onSessionEnd: (id: SessionId, listener: () => void) => () => void;
  /** Null where addresses need not be verified. Else whether an account's is. */
  readonly isEmailVerified: ((id: AccountId) => Promise<boolean>) | null;
  /** Whether staff must have a second factor. */
  readonly staffSecondFactor: 'required' | 'optional';
  readonly rateLimiter: RateLimiter;
  readonly clientAddressOf: ClientAddressOf;
  /** What readers of large answers make this process keep. */
  readonly sendBudget: SendBudget;
  /** Where `noteSecurity` writes. */
  readonly securityLog: SecurityLog;
}

/** What every request carries after the first middleware. */
export interface RequestVariables {
  /** Made here: names the request in logs, jobs and records. */
  readonly requestId: string;
  /** The id that the client gave the request, else ours: what it is told. */
  readonly toldRequestId: string;
  readonly locale: Locale;
  /** Where the types of problems lead; absolute where the public address is known. */
  readonly problemsUrl: string;
  readonly gate: Gate;
}

export type AppEnv = { Variables: RequestVariables };
export type SignedInEnv = { Variables: RequestVariables & { readonly account: SignedInAccount } };
export type CommandEnv = { Variables: RequestVariables & { readonly idempotencyKey: string } };
export type AppContext = Context<AppEnv>;
