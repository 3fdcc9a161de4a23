import type { Role } from '@concert-mania/core/identity/model';
import type { SecurityLog } from '@concert-mania/core/identity/security-log';
import type { AccountId, SessionId } from '@concert-mania/core/shared/ids';
import type { RateLimiter } from '@concert-mania/core/shared/rate-limiter';
import type { Context } from 'hono';
import type { ClientAddressOf } from './addresses/client-address.ts';
import type { Locale } from './locale.ts';
import type { ProblemCode } from './problems/catalogue.ts';
import type { SendBudget } from './slow-readers/send-budget.ts';

/** The account of a valid access token. */
export interface SignedInAccount {
  readonly id: AccountId;
  readonly role: Role;
  /** Null for a token of a version without sessions. */
  readonly sessionId: SessionId | null;
  /** True if the session began with a second factor. */
  readonly secondFactor: boolean;
  readonly expiresAtMs: number;
  /** The value when the token was made. */
  readonly emailVerified: boolean;
}

/** Checks that run before a handler: the account, its address and its limits. */
export interface RequestGuards {
  /** Null for a token that is unknown, expired or of another kind. */
  readonly verifyAccessToken: (token: string) => SignedInAccount | null;
  /** Calls the listener when the session ends. Returns a function that stops listening. */
  readonly onSessionEnd: (id: SessionId, listener: () => void) => () => void;
  /** Checks if an account's address is verified. Null where it need not be. */
  readonly isEmailVerified: ((id: AccountId) => Promise<boolean>) | null;
  /** Whether staff must have a second factor. */
  readonly staffSecondFactor: 'required' | 'optional';
  readonly rateLimiter: RateLimiter;
  readonly clientAddressOf: ClientAddressOf;
  /** Bounds the memory that readers of large answers hold. */
  readonly sendBudget: SendBudget;
  /** Where `noteSecurity` writes. */
  readonly securityLog: SecurityLog;
}

/** The variables of every request after the first middleware. */
export interface RequestVariables {
  /** Our id of the request, for logs, jobs and records. */
  readonly requestId: string;
  /** The client's id of the request, else ours; answers contain it. */
  readonly answeredRequestId: string;
  readonly locale: Locale;
  /** The base address of problem types; absolute if the public address is known. */
  readonly problemsUrl: string;
  readonly guards: RequestGuards;
  /** The route's pattern; unset until its handler runs. `routeOf` reads it. */
  readonly route?: string;
  /** The code of the problem object that answers the request. */
  readonly problemCode?: ProblemCode;
  /** The job of the command that the request asked for. */
  readonly jobId?: string;
  /** The account that sent the request; set by `signedIn`. */
  readonly account?: { readonly id: string };
  /** The request takes as long as its client asked: a long poll, or a stream, which ends later. */
  readonly waitsFor?: 'answer' | 'stream';
}

export type AppEnv = { Variables: RequestVariables };
export type SignedInEnv = { Variables: RequestVariables & { readonly account: SignedInAccount } };
export type CommandEnv = { Variables: RequestVariables & { readonly idempotencyKey: string } };
export type AppContext = Context<AppEnv>;
