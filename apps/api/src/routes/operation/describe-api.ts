import type { AddRoute } from '../../add-route.ts';
import { openApiDocument } from '../../openapi-document.ts';

/** `GET /` points at what there is; `GET /openapi.json` is the whole contract (OpenAPI 3.1). */
export const addDescribeApi: AddRoute = (app) => {
  app.get('/', (c) =>
    c.json({ name: 'Concert Mania', openapi: '/openapi.json', docs: '/docs', queues: '/admin/queues' }),
  );
  let document: string | undefined;
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApiDocument(app));
    c.header('content-type', 'application/json');
    return c.body(document);
  });
};
