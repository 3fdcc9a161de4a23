import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { clientOf } from '../../accounts/client-of.ts';
import type { AddRoute } from '../../add-route.ts';
import { BOARD_PATH, LOGIN_PATH } from '../../admin/board.ts';
import { ownSiteOnly } from '../../admin/board-guard.ts';
import { loginPage } from '../../admin/login-page.ts';
import { SESSION_COOKIE } from '../../admin/session-cookie.ts';
import type { AppContext } from '../../env.ts';
import { RATE_RULES } from '../../limits.ts';
import { clientGroups, overLoginLimit } from '../../middleware/limit-rate.ts';
import { readBody } from '../../request-bodies/read-body.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const FORM = 'application/x-www-form-urlencoded';

const credentials = z.object({ email: z.string().min(1).max(254), password: z.string().min(1).max(512) });

/** `GET` and `POST /admin/login`, `POST /admin/logout`: an administrator's session for the queue dashboard. */
export const addAdminLogin: AddRoute = (app, deps) => {
  const { admin } = deps;
  const cookie = { path: '/admin', httpOnly: true, sameSite: 'Strict', secure: admin.secureCookies } as const;

  const page = (c: AppContext, status: 200 | 401 | 429, failure: 'refused' | 'limited' | null) => {
    c.header('content-security-policy', CONTENT_SECURITY_POLICY);
    c.header('cache-control', 'no-store');
    return c.html(loginPage(c.var.locale, failure), status);
  };

  app.use('/admin/*', ownSiteOnly);
  app.get(LOGIN_PATH, (c) => page(c, 200, null));
  app.post(LOGIN_PATH, async (c) => {
    const rate = await c.var.gate.rateLimiter.take(RATE_RULES.login, clientGroups(c));
    if (!rate.allowed) {
      c.header('retry-after', String(rate.resetSeconds));
      return page(c, 429, 'limited');
    }
    const isForm = c.req.header('content-type')?.toLowerCase().startsWith(FORM) ?? false;
    const form = credentials.safeParse(
      isForm ? Object.fromEntries(new URLSearchParams(await readBody(c))) : {},
    );
    const limited = form.success && (await overLoginLimit(c, form.data.email));
    if (limited) return page(c, 429, 'limited');
    const checked = form.success ? await admin.checkPassword(form.data) : null;
    if (!checked?.ok || checked.value.role !== 'admin') return page(c, 401, 'refused');
    const session = await admin.startSession(checked.value, clientOf(c, deps), false);
    setCookie(c, SESSION_COOKIE, session.token, { ...cookie, maxAge: admin.sessionSeconds });
    return c.redirect(BOARD_PATH, 303);
  });
  app.post('/admin/logout', async (c) => {
    const session = admin.verifySession(getCookie(c, SESSION_COOKIE) ?? '');
    if (session?.sessionId) await deps.identity.endSession(session.id, session.sessionId);
    deleteCookie(c, SESSION_COOKIE, cookie);
    return c.redirect(LOGIN_PATH, 303);
  });
};
