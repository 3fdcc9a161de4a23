import { describe, expect, it } from 'vitest';
import { addPerformance, appFor, problemOf, ROUTES, request } from '../../testing/admin-calls.ts';
import { ADMIN, FAN } from '../../testing/fake-deps.ts';

describe.each(ROUTES)('$method $path', (route) => {
  it('is only for administrators', async () => {
    const world = appFor();
    const anonymous = await request(world, route, { authorization: '' });
    expect([anonymous.status, (await problemOf(anonymous)).code]).toEqual([401, 'unauthenticated']);
    const fan = await request(world, route, { authorization: `Bearer ${FAN}` });
    expect([fan.status, (await problemOf(fan)).code]).toEqual([403, 'forbidden']);
    expect(world.calls).toEqual([]);
  });
});

describe.each(ROUTES.filter(({ body }) => body))(
  'the body of $method $path',
  ({ method, path, body = {} }) => {
    it.each<[string, object, Record<string, string>, number, string]>([
      ['with an unknown field', { ...body, surprise: 1 }, {}, 400, 'validation_failed'],
      [
        'of another media type than JSON',
        body,
        { 'content-type': 'text/plain' },
        415,
        'unsupported_media_type',
      ],
      ['that is an array', [body], {}, 400, 'validation_failed'],
    ])('%s is refused', async (_, sent, headers, status, code) => {
      const world = appFor();
      const response = await request(world, { method, path, body: sent }, headers);
      expect([response.status, (await problemOf(response)).code]).toEqual([status, code]);
      expect(world.calls).toEqual([]);
    });

    it('that is broken JSON is refused', async () => {
      const response = await appFor().app.request(path, {
        method,
        headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
        body: '{"name":',
      });
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'malformed_json']);
    });
  },
);

it.each(
  ROUTES.filter(({ path }) => path.includes('_1')).map((route) => ({
    ...route,
    path: route.path.replace('_1', '_%C3%A9'),
  })),
)('$method $path answers 404 without a lookup', async (route) => {
  const world = appFor();
  const response = await request(world, route);
  expect(response.status).toBe(404);
  expect((await problemOf(response)).code).toMatch(/^(concert|performance)_not_found$/);
  expect(world.calls).toEqual([]);
});

it('an audit without findings is ok, and one with findings lists them', async () => {
  const finding = { check: 'seats', subject: 'prf_1 7', detail: 'is sold twice' };
  for (const findings of [[], [finding]]) {
    const response = await request(appFor({ audit: async () => findings }), {
      method: 'GET',
      path: '/v1/admin/audit',
    });
    expect([response.status, await response.json()]).toEqual([200, { ok: findings.length === 0, findings }]);
  }
});

it('takes a price of 0 and a category without a name', async () => {
  const prices: unknown[] = [];
  const world = appFor({
    addPerformance: async ({ terms }) => {
      prices.push(...terms.prices);
      return { ok: false, error: { code: 'concert_not_found' } };
    },
  });
  const free = { category: '', grade: '초대', price: 0 };
  expect((await request(world, addPerformance(free))).status).toBe(404);
  expect(prices).toEqual([free]);
});
