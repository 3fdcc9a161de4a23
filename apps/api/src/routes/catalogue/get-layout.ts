import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import { answerHead, answerShared, answerUnchanged } from '../../http/shared-bodies/answer.ts';
import {
  conditionalHeaders,
  notModified,
  REVALIDATE,
  versionEtag,
} from '../../http/shared-bodies/conditional.ts';
import { findPublished } from './ports.ts';
import { layoutSchema, presentLayout } from './present-layout.ts';

type Layout = z.infer<typeof layoutSchema>;

const route = createRoute({
  operationId: 'getLayout',
  method: 'get',
  path: '/v1/performances/{performanceId}/layout',
  tags: ['Catalogue'],
  summary: 'The constant data of the seats of a performance, in compact form',
  description: 'The data that stays constant while seats are on sale.',
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: { ...json(layoutSchema, 'The seats in columns'), headers: conditionalHeaders },
    ...notModified,
    ...problems('performance_not_found'),
  },
});

/** `GET /v1/performances/{performanceId}/layout`: serialised once per revision. */
export const addGetLayout: AddRoute<'catalogue' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const { revision } = performance;
    const etag = versionEtag(revision);
    const terms = { etag, cacheControl: REVALIDATE };
    const unchanged = answerUnchanged<Layout>(c, terms);
    if (unchanged !== null) return unchanged;
    const layout = await deps.catalogue.layouts.find(performance);
    if (layout === null) return problem(c, 'performance_not_found');
    const wanted = { key: `layout ${performance.id} ${revision}`, version: etag };
    const { bodies } = deps.catalogue;
    if (c.req.method === 'HEAD' && bodies.find(wanted) === null) return answerHead<Layout>(c, terms);
    const write = () => Buffer.from(JSON.stringify(presentLayout(layout, revision)));
    return answerShared<Layout>(c, bodies.take({ ...wanted, etag, write }), REVALIDATE);
  });
};
