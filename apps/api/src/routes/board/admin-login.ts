import { emailAddress } from '@concert-mania/core/identity/email-address';
import { z } from 'zod';
import type { AddRoute } from '../../http/add-route.ts';
import type { AppContext } from '../../http/env.ts';
import { readBody } from '../../http/request-bodies/read-body.ts';
import { countLoginFailure, loginRetryAfterSeconds } from '../../middleware/limit-guesses.ts';
import type { ApiDeps } from '../../ports.ts';
import { noteSecurity } from '../../security/note-security.ts';
import { clientOf } from '../accounts/sessions/client-of.ts';
import { BOARD_PATH, LOGIN_PATH, LOGOUT_PATH } from './board.ts';
import { ownSiteOnly } from './board-guard.ts';
import { type LoginFailure, loginPage, logoutPage } from './login-page.ts';
import { cookieSession, giveCookie, takeCookie } from './session-cookie.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const FORM = 'application/x-www-form-urlencoded';

const credentials = z.object({
  email: emailAddress,
  password: z.string().min(1).max(512),
  code: z
    .string()
    .max(32)
    .optional()
    .transform((code) => (code === '' ? undefined : code)),
});
type Credentials = z.infer<typeof credentials>;

/** `GET` and `POST` of `/admin/login` and `/admin/logout`: an administrator's dashboard session. */
export const addAdminLogin: AddRoute<'admin' | 'identity'> = (app, deps) => {
  app.use('/admin/*', ownSiteOnly);
  app.get(LOGIN_PATH, (c) => page(c, null));
  app.post(LOGIN_PATH, async (c) => {
    const form = credentials.safeParse(
      isForm(c) ? Object.fromEntries(new URLSearchParams(await readBody(c))) : {},
    );
    const failure = form.success ? await logIn(c, deps, form.data) : 'refused';
    return failure === null ? c.redirect(BOARD_PATH, 303) : page(c, failure, form.data?.email);
  });
  app.get(LOGOUT_PATH, (c) => htmlPage(c, logoutPage(c.var.locale), 200));
  app.post(LOGOUT_PATH, async (c) => {
    const session = cookieSession(c, deps.admin);
    if (session?.sessionId) await deps.identity.endSession(session.id, session.sessionId);
    noteSecurity(c, { kind: 'logout', accountId: session?.id });
    takeCookie(c, deps.admin);
    return c.redirect(LOGIN_PATH, 303);
  });
};

const isForm = (c: AppContext): boolean =>
  c.req.header('content-type')?.toLowerCase().startsWith(FORM) ?? false;

/** Starts a session and sets its cookie; otherwise returns the reason. */
async function logIn(
  c: AppContext,
  deps: Pick<ApiDeps, 'admin' | 'identity'>,
  form: Credentials,
): Promise<LoginFailure | null> {
  const { admin } = deps;
  const client = clientOf(c, deps);
  const networkRetryAfterSeconds = loginRetryAfterSeconds(c);
  const checked = await admin.checkCredentials({ ...form, client, networkRetryAfterSeconds });
  if (!checked.ok) {
    const { error } = checked;
    if (error.code === 'second_factor_required') return 'code';
    if (error.code === 'rate_limited') {
      c.header('retry-after', String(error.retryAfterSeconds));
      return 'limited';
    }
    noteSecurity(c, { kind: 'admin_login_failed', email: form.email, reason: error.code });
    if (error.code !== 'account_disabled') await countLoginFailure(c);
    return error.code === 'second_factor_invalid' ? 'code' : 'refused';
  }
  const { account, secondFactor } = checked.value;
  if (account.role !== 'admin') return 'refused';
  if (c.var.guards.staffSecondFactor === 'required' && !secondFactor) return 'setup';
  const session = await admin.startSession(checked.value, client);
  if (session === null) return 'refused';
  noteSecurity(c, { kind: 'admin_login', accountId: account.id });
  giveCookie(c, admin, session.token);
  return null;
}

const page = (c: AppContext, failure: LoginFailure | null, email?: string) =>
  htmlPage(c, loginPage(c.var.locale, failure, email), failure === null ? 200 : STATUS[failure]);

const STATUS = { refused: 401, code: 401, limited: 429, setup: 403 } as const;

function htmlPage(c: AppContext, body: ReturnType<typeof loginPage>, status: 200 | 401 | 403 | 429) {
  c.header('content-security-policy', CONTENT_SECURITY_POLICY);
  c.header('cache-control', 'no-store');
  return c.html(body, status);
}
