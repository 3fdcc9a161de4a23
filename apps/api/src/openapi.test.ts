import { describe, expect, it } from 'vitest';
import { makeApp } from './app.ts';
import { openApiDocument } from './openapi-document.ts';
import { fakeDeps } from './testing/fake-deps.ts';

describe('the API document', () => {
  it('is the committed one; run the test with --update to accept a change', async () => {
    const document = `${JSON.stringify(openApiDocument(makeApp(fakeDeps())), null, 2)}\n`;
    await expect(document).toMatchFileSnapshot('../openapi.json');
  });

  it('describes every route under /v1 and no other answer than those declared for all', async () => {
    const app = makeApp(fakeDeps());
    const described = new Set(
      Object.entries(openApiDocument(app).paths ?? {}).flatMap(([path, item]) =>
        Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
      ),
    );
    const served = app.routes.filter((route) => route.path.startsWith('/v1/') && route.method !== 'ALL');
    expect(served.length).toBeGreaterThan(0);
    for (const route of served) expect(described).toContain(`${route.method} ${route.path}`);
  });

  it('has an example of every named schema and of every body', () => {
    const { components, paths } = openApiDocument(makeApp(fakeDeps()));
    const written = (schema: unknown) => /"examples?":/.test(JSON.stringify(schema));
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
      expect(written(schema) || name === 'Problem', name).toBe(true);
    }
    for (const [path, item] of Object.entries(paths ?? {})) {
      for (const operation of [item.post, item.patch]) {
        const body = operation?.requestBody;
        if (body === undefined || '$ref' in body) continue;
        const content = body.content['application/json'];
        const isNamed = JSON.stringify(content?.schema).startsWith('{"$ref"');
        expect(isNamed || written(content), path).toBe(true);
      }
    }
  });

  it('is served with a page that loads nothing from elsewhere', async () => {
    const app = makeApp(fakeDeps());
    expect(await (await app.request('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
    const page = await (await app.request('/docs')).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(2);
    for (const path of loaded) {
      expect(path).toMatch(/^\/docs\//);
      expect((await app.request(path)).status).toBe(200);
    }
    expect((await app.request('/docs/package.json')).status).toBe(404);
  });
});
