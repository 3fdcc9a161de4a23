import { openApiDocument } from '../../docs/openapi-document.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { allowCaching } from '../../http/carried-headers.ts';
import { answerShared } from '../../http/shared-bodies/answer.ts';
import { REVALIDATE } from '../../http/shared-bodies/conditional.ts';
import { type SharedBody, shareBody } from '../../http/shared-bodies/shared-body.ts';

/** `GET /` lists the entry points; `GET /openapi.json` is the contract (OpenAPI 3.1). */
export const addDescribeApi: AddRoute = (app) => {
  app.get('/', (c) => {
    allowCaching(c, REVALIDATE);
    return c.json({
      name: 'Concert Mania',
      openapi: '/openapi.json',
      docs: '/docs',
      queues: '/admin/queues',
    });
  });
  let document: SharedBody | undefined;
  app.get('/openapi.json', (c) => {
    document ??= shareBody(Buffer.from(JSON.stringify(openApiDocument(app))), { effort: 'thorough' });
    return answerShared(c, document, REVALIDATE);
  });
};
