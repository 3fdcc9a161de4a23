import type { StaffRole } from '@concert-mania/core/identity/model';
import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { routePath } from 'hono/route';
import type { SignedInAccount, SignedInEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { noteSecurity } from '../security/note-security.ts';
import { overAccountLimit, unlessRefused } from './limit-rate.ts';

const SCHEME = 'bearer ';

function authenticate(c: Context<SignedInEnv>): SignedInAccount | null {
  const header = c.req.header('authorization') ?? '';
  const isBearer = header.slice(0, SCHEME.length).toLowerCase() === SCHEME;
  if (!isBearer) return null;
  const account = c.get('guards').verifyAccessToken(header.slice(SCHEME.length));
  if (account === null) noteSecurity(c, { kind: 'token_refused' });
  return account;
}

/**
 * Refuses with 401 without a valid access token, and with 429 beyond the account's budget. Sets
 * `c.var.account`.
 */
export const signedIn: MiddlewareHandler<SignedInEnv> = (c, next) => {
  const account = authenticate(c);
  return account === null ? Promise.resolve(problem(c, 'unauthenticated')) : admit(c, account, next);
};

/** Like `signedIn`, and refuses with 403 an account without one of the roles. */
export const signedInStaff =
  (...roles: readonly StaffRole[]): MiddlewareHandler<SignedInEnv> =>
  (c, next) => {
    const account = authenticate(c);
    if (account === null) return Promise.resolve(problem(c, 'unauthenticated'));
    const isAllowed = roles.some((role) => role === account.role);
    if (isAllowed && lacksSecondFactor(c, account))
      return Promise.resolve(problem(c, 'second_factor_setup_required'));
    if (isAllowed) return admit(c, account, () => noteAction(c, account, next));
    noteSecurity(c, { kind: 'forbidden', accountId: account.id });
    return Promise.resolve(problem(c, 'forbidden'));
  };

const lacksSecondFactor = (c: Context<SignedInEnv>, account: SignedInAccount): boolean =>
  c.get('guards').staffSecondFactor === 'required' && !account.secondFactor;

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

async function noteAction(c: Context<SignedInEnv>, { id }: SignedInAccount, next: Next): Promise<void> {
  await next();
  if (isRead(c.req.method) || !c.res.ok) return;
  noteSecurity(c, { kind: 'staff_action', accountId: id, reason: `${c.req.method} ${routePath(c, -1)}` });
}

/** The acting account, for the log of staff actions. Behind `signedInStaff`. */
export const actorOf = (c: {
  readonly var: Pick<SignedInEnv['Variables'], 'account' | 'requestId'>;
}): Actor => ({ accountId: c.var.account.id, requestId: c.var.requestId });

export const signedInAdmin = signedInStaff('admin');
export const signedInSteward = signedInStaff('steward', 'box_office', 'admin');
export const signedInBoxOffice = signedInStaff('box_office', 'admin');

function admit(
  c: Context<SignedInEnv>,
  account: SignedInAccount,
  next: Next,
): ReturnType<MiddlewareHandler<SignedInEnv>> {
  c.set('account', account);
  return unlessRefused(overAccountLimit(c, account.id), next);
}
