import { createBullBoard } from '@bull-board/api';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { AddRoute } from '../../http/add-route.ts';
import { problem } from '../../http/problems/problem.ts';
import { BOARD_PATH, LOGOUT_PATH } from './board.ts';
import { harmlessOnly } from './board-guard.ts';
import { hideForbidden } from './hide-forbidden.ts';
import { noteBoardAction } from './note-board-action.ts';
import { adminSession } from './session-cookie.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/** `GET /admin/queues`: Bull Board over every queue, for a signed-in administrator. */
export const addAdminQueues: AddRoute<'admin' | 'staff'> = (app, deps) => {
  const { admin } = deps;
  const board = new HonoAdapter(serveStatic);
  board.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: [...admin.queues],
    serverAdapter: board,
    options: {
      uiConfig: {
        boardTitle: 'Concert Mania',
        hideRedisDetails: true,
        miscLinks: [{ text: 'Log out', url: LOGOUT_PATH }],
      },
    },
  });
  const policy = adminSession(admin);
  // The pattern matches the board's own path too.
  app.use(
    `${BOARD_PATH}/*`,
    policy,
    harmlessOnly(admin.readOnly),
    noteBoardAction(deps),
    hideForbidden,
    async (c, next) => {
      // Bull Board reads bodies itself and without a limit.
      if (c.req.header('transfer-encoding') !== undefined) return problem(c, 'body_too_large');
      c.header('content-security-policy', CONTENT_SECURITY_POLICY);
      c.header('cache-control', 'no-store');
      return next();
    },
  );
  app.get(`${BOARD_PATH}/`, (c) => c.redirect(BOARD_PATH, 301));
  app.use(`${BOARD_PATH}/api/queues`, async (_, next) => {
    await admin.refreshConcerts();
    return next();
  });
  app.route(BOARD_PATH, board.registerPlugin());
};
