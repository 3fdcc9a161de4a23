import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { makeRequestMetrics } from './request-metrics.ts';

it('labels status codes, and no method that a client invented', async () => {
  const registry = new Registry();
  const metrics = makeRequestMetrics(registry);
  for (const status of [404, 429, 503]) metrics.onRequest('/v1/me', 'GET', status, 0.001);
  metrics.onRequest('(unmatched)', 'PROPFIND', 404, 0.001);
  const text = await registry.metrics();
  for (const status of [404, 429, 503])
    expect(text).toContain(`_count{route="/v1/me",method="GET",status="${status}"} 1`);
  expect(text).toContain('method="other"');
  expect(text).not.toContain('PROPFIND');
});
