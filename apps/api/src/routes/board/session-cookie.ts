import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { AppEnv, SignedInAccount } from '../../http/env.ts';
import { problem } from '../../http/problems/problem.ts';
import { type AdminBoard, BOARD_PATH, LOGIN_PATH } from './board.ts';

/** A `__Host-` cookie is bound to this host, HTTPS and the path `/` (RFC 6265bis, 4.1.3.2). */
const cookieName = (admin: Pick<AdminBoard, 'secureCookies'>): string =>
  admin.secureCookies ? '__Host-cm_admin' : 'cm_admin';

const attributes = ({ secureCookies }: AdminBoard) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: secureCookies }) as const;

/** The session of the request's cookie; null if there is none, or it has ended. */
export function cookieSession(c: Context<AppEnv>, admin: AdminBoard): SignedInAccount | null {
  const token = getCookie(c, cookieName(admin));
  return token === undefined ? null : admin.verifySession(token);
}

export const giveCookie = (c: Context<AppEnv>, admin: AdminBoard, token: string): void =>
  setCookie(c, cookieName(admin), token, { ...attributes(admin), maxAge: admin.sessionSeconds });

export const takeCookie = (c: Context<AppEnv>, admin: AdminBoard): void =>
  void deleteCookie(c, cookieName(admin), attributes(admin));

/**
 * Lets only an administrator's session through: a page asks for the login, the dashboard's own
 * calls get a 401.
 */
export const adminSession = (admin: AdminBoard) =>
  createMiddleware<AppEnv>(async (c, next) => {
    if (cookieSession(c, admin)?.role === 'admin') return next();
    const isPage = c.req.method === 'GET' && !c.req.path.startsWith(`${BOARD_PATH}/api`);
    return isPage ? c.redirect(LOGIN_PATH, 303) : problem(c, 'unauthenticated');
  });
