import type { AddRoute } from '../../add-route.ts';
import { allowCaching } from '../../carried-headers.ts';
import { answerShared } from '../../catalogue/answer.ts';
import { REVALIDATE } from '../../conditional.ts';
import { openApiDocument } from '../../openapi-document.ts';
import { type SharedBody, shareBody } from '../../shared-bodies/shared-body.ts';

/** `GET /` points at what there is; `GET /openapi.json` is the whole contract (OpenAPI 3.1). */
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
