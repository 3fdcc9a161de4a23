import { createBullBoard } from '@bull-board/api';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { AddRoute } from '../../add-route.ts';
import { BOARD_PATH } from '../../admin/board.ts';
import { harmlessOnly } from '../../admin/board-guard.ts';
import { adminSession } from '../../admin/session-cookie.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; frame-ancestors 'none'";

/** `GET /admin/queues`: Bull Board over every queue, for a signed-in administrator. */
export const addAdminQueues: AddRoute = (app, { admin }) => {
  const board = new HonoAdapter(serveStatic);
  board.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: [...admin.queues],
    serverAdapter: board,
    options: { uiConfig: { boardTitle: 'Concert Mania', hideRedisDetails: true } },
  });
  const policy = adminSession(admin);
  for (const path of [BOARD_PATH, `${BOARD_PATH}/*`]) {
    app.use(path, policy, harmlessOnly(admin.readOnly), async (c, next) => {
      c.header('content-security-policy', CONTENT_SECURITY_POLICY);
      c.header('cache-control', 'no-store');
      await next();
    });
  }
  app.route(BOARD_PATH, board.registerPlugin());
};
