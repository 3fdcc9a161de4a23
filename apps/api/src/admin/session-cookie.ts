import { getCookie } from 'hono/cookie';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../env.ts';
import { problem } from '../problem.ts';
import { type AdminBoard, BOARD_PATH, LOGIN_PATH } from './board.ts';

export const SESSION_COOKIE = 'cm_admin';

/** Lets only an administrator's session through: a page asks for the login, the dashboard's own calls get a 401. */
export const adminSession = (admin: AdminBoard) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const token = getCookie(c, SESSION_COOKIE);
    const session = token === undefined ? null : admin.verifySession(token);
    if (session?.role === 'admin') return next();
    const isPage = c.req.method === 'GET' && !c.req.path.startsWith(`${BOARD_PATH}/api`);
    return isPage ? c.redirect(LOGIN_PATH, 303) : problem(c, 'unauthenticated');
  });
