import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../app.ts';
import { openApiDocument } from '../docs/openapi-document.ts';
import { fakeDeps } from '../testing/fake-deps.ts';

const SOURCES = join(import.meta.dirname, '..');
const ORIGIN = 'https://fans.example';

/** Headers that only browsers or servers use. */
const NOT_FOR_SCRIPTS =
  /^(accept|accept-language|x-forwarded-for|forwarded|origin|host|content-length|content-encoding|accept-encoding|transfer-encoding|cookie|user-agent|sec-.*|access-control-.*|webhook-.*|cache-control|content-language|content-type|content-security-policy|vary|x-accel-buffering)$/;

function namesInSource(pattern: RegExp): string[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return sources.flatMap((file) =>
    [...readFileSync(join(SOURCES, file), 'utf8').matchAll(pattern)].map((match) =>
      (match[1] ?? '').toLowerCase(),
    ),
  );
}

describe('a script of a listed origin', () => {
  const app = makeApp(fakeDeps({ corsOrigins: [ORIGIN] }));
  const listOf = (response: Response, name: string) =>
    new Set((response.headers.get(`access-control-${name}`) ?? '').toLowerCase().split(/\s*,\s*/));
  const preflight = (path: string, method = 'GET') =>
    app.request(path, {
      method: 'OPTIONS',
      headers: { origin: ORIGIN, 'access-control-request-method': method },
    });

  it('may send every header that a route reads, and the preflight is cached for two hours', async () => {
    const response = await preflight('/v1/reservations', 'POST');
    expect([response.status, response.headers.get('access-control-max-age')]).toEqual([204, '7200']);
    const allowed = listOf(response, 'allow-headers');
    const read = namesInSource(/req\.header\('([\w-]+)'\)/g).filter((name) => !NOT_FOR_SCRIPTS.test(name));
    expect(read).toEqual(expect.arrayContaining(['prefer', 'last-event-id', 'if-none-match', 'queue-token']));
    const { components, paths = {} } = openApiDocument(app);
    const declared = [
      ...JSON.stringify([paths, components?.parameters]).matchAll(/"name":"([\w-]+)","in":"header"/g),
    ]
      .map((match) => (match[1] ?? '').toLowerCase())
      .filter((name) => !NOT_FOR_SCRIPTS.test(name));
    for (const name of [...read, ...declared, 'cache-control']) expect(allowed).toContain(name);
    expect(listOf(response, 'allow-methods')).toEqual(
      new Set(['get', 'head', 'post', 'put', 'patch', 'delete']),
    );
  });

  it('may read every header that a route writes', async () => {
    const response = await app.request('/v1/me', { headers: { origin: ORIGIN } });
    const exposed = listOf(response, 'expose-headers');
    const written = namesInSource(/(?:addHeader\(c, |c\.header\()'([\w-]+)'/g);
    expect(written).toEqual(expect.arrayContaining(['www-authenticate', 'preference-applied', 'allow']));
    for (const name of written.filter((each) => !NOT_FOR_SCRIPTS.test(each))) {
      expect(exposed).toContain(name);
    }
  });

  it('has its own cache entries', async () => {
    const response = await app.request('/v1/me', { headers: { origin: ORIGIN } });
    expect(response.headers.get('vary')).toContain('Origin');
  });
});

it.each(['/openapi.json', '/problems', '/problems/forbidden'])(
  'lets scripts of any origin read %s, and revalidate it',
  async (path) => {
    const app = makeApp(fakeDeps());
    const get = (headers: Record<string, string>) =>
      app.request(path, { headers: { origin: 'https://tool.example', ...headers } });
    const first = await get({});
    expect(first.headers.get('access-control-allow-origin')).toBe('*');
    expect(first.headers.get('cache-control')).toMatch(/^public, /);
    const again = await get({ 'if-none-match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await get({ 'if-none-match': '"old"' })).status).toBe(200);
  },
);
