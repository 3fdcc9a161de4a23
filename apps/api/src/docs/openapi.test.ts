import { commandCatalogue } from '@concert-mania/core/jobs/command-catalogue';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { problemCatalogue } from '../http/problems/catalogue.ts';
import { fakeDeps } from '../testing/fake-deps.ts';
import { EVENTS } from './complete-operation.ts';
import { BODY_EXAMPLES } from './openapi-body-examples.ts';
import { openApiDocument } from './openapi-document.ts';

/** Schemas that the document names itself and that consist of parts with examples. */
const EXAMPLES_INSIDE = /^Problem$|(Answer|Detail|Page|Result)$/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const operationsOf = (document: ReturnType<typeof openApiDocument>) =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }];
    }),
  );

describe('the API document, for generators of clients', () => {
  const document = openApiDocument(makeApp(fakeDeps()));
  const schemas = document.components?.schemas ?? {};
  const operations = operationsOf(document);

  it('gives every operation a description and a unique name that begins with a verb', () => {
    const ids = operations.map(({ operation }) => operation.operationId ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name, operation } of operations) {
      expect(operation.operationId, name).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
      expect(operation.description ?? '', name).not.toBe('');
    }
  });

  it('has examples of bodies and events for operations that exist', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids).toEqual(expect.arrayContaining([...Object.keys(BODY_EXAMPLES), ...Object.keys(EVENTS)]));
  });

  it('names every code of a problem', () => {
    expect(schemas.ProblemCode).toMatchObject({ type: 'string', enum: Object.keys(problemCatalogue) });
    expect(schemas.Problem).toMatchObject({
      properties: { code: { $ref: '#/components/schemas/ProblemCode' } },
    });
  });

  it('describes a job as a union by type, total over the commands, each with its rejections', () => {
    const { oneOf, discriminator } = schemas.Job as { oneOf: object[]; discriminator: { mapping: object } };
    expect(Object.keys(discriminator.mapping).sort()).toEqual(Object.keys(commandCatalogue).sort());
    expect(oneOf).toHaveLength(Object.keys(commandCatalogue).length);
    expect(JSON.stringify(schemas.HoldJob)).toContain('`seat_unavailable`');
    expect(JSON.stringify(schemas.PayJob)).toContain('`payment_declined`');
  });

  it('marks every amount of money as 64 bits', () => {
    const narrow: string[] = [];
    const look = (value: object, at: string): void => {
      for (const [name, member] of Object.entries(value)) {
        if (typeof member !== 'object' || member === null) continue;
        const sum = 'items' in member ? member.items : member;
        const isMoney = /(^|[a-z])(amount|price)$/i.test(name) && String(sum.type).includes('integer');
        if (isMoney && sum.format !== 'int64') narrow.push(`${at}.${name}`);
        look(member, `${at}.${name}`);
      }
    };
    look(document, '');
    expect(narrow).toEqual([]);
    expect(schemas.Wallet).toMatchObject({ properties: { balanceAmount: { format: 'int64' } } });
  });

  it('names every object of requests and answers and writes each refusal once', () => {
    for (const { name, operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        if (Number(status) >= 400) expect(response, `${name} ${status}`).toHaveProperty('$ref');
        const written = JSON.stringify('content' in response ? response.content : {});
        expect(written, `${name} ${status}`).not.toMatch(/"application\/json":\{"schema":\{"type":"object"/);
      }
    }
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        'ConcertPage',
        'SaleStatus',
        'SeatStatus',
        'ReservationStatus',
        'SignUpRequest',
      ]),
    );
  });

  it('has no member that is always null', () => {
    for (const [name, { properties }] of Object.entries(schemas) as [string, { properties?: object }][]) {
      for (const member of Object.values(properties ?? {})) expect(member.type, name).not.toBe('null');
    }
  });

  it('gives every member of a union a name', () => {
    for (const [name, { oneOf, anyOf }] of Object.entries(schemas) as [string, Record<string, object[]>][]) {
      for (const member of [...(oneOf ?? []), ...(anyOf ?? [])]) expect(member, name).toHaveProperty('$ref');
    }
  });

  it('describes the events of every stream', () => {
    const streams = operations.filter(({ operation }) =>
      JSON.stringify(operation.responses).includes('text/event-stream'),
    );
    expect(streams.length).toBeGreaterThanOrEqual(3);
    for (const { name, operation } of streams) {
      expect(JSON.stringify(operation.responses), name).toContain('"contentSchema"');
    }
  });
});

describe('the API document', () => {
  it('is the committed one; run the test with --update to accept a change', async () => {
    const document = `${JSON.stringify(openApiDocument(makeApp(fakeDeps())), null, 2)}\n`;
    await expect(document).toMatchFileSnapshot('../../openapi.json');
  });

  it('describes every route under /v1, and declares the common answers once', async () => {
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
      expect(written(schema) || EXAMPLES_INSIDE.test(name), `schema ${name} has no example`).toBe(true);
    }
    for (const [path, item] of Object.entries(paths ?? {})) {
      for (const operation of [item.post, item.patch]) {
        const body = operation?.requestBody;
        if (body === undefined || '$ref' in body) continue;
        const content = body.content['application/json'];
        const isNamed = JSON.stringify(content?.schema).startsWith('{"$ref"');
        expect(isNamed || written(content), `the body of ${path} has no example`).toBe(true);
      }
    }
  });

  it('is served with a page that loads nothing from other hosts', async () => {
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
