import { Counter, Gauge, Registry } from 'prom-client';
import { afterAll, describe, expect, it } from 'vitest';
import { startOpsServer } from './ops-server.ts';
import { checkReadiness } from './readiness.ts';

const registry = new Registry();
new Counter({ name: 'probes_total', help: 'For the test', registers: [registry] }).inc();
let reachable = true;
const faults: string[] = [];
const server = await startOpsServer({
  host: '127.0.0.1',
  port: 0,
  registry,
  readiness: () =>
    checkReadiness({
      postgres: () => (reachable ? Promise.resolve() : Promise.reject(new Error('away'))),
    }),
  onFault: ({ path }) => faults.push(path),
});
afterAll(() => server.close());
const get = (path: string) => fetch(`${server.url}${path}`);

describe('the ops port', () => {
  it('is alive regardless of its dependencies, and ready only while they answer', async () => {
    expect((await get('/readyz')).status).toBe(200);
    reachable = false;
    const unready = await get('/readyz');
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({ ready: false, checks: { postgres: 'failed' } });
    expect((await get('/livez')).status).toBe(200);
    reachable = true;
  });

  it('treats a dependency that never answers as failed', async () => {
    const readiness = await checkReadiness({ redis: () => new Promise<void>(() => {}) });
    expect(readiness).toEqual({ ready: false, checks: { redis: 'failed' } });
  });

  it('shows metrics in the Prometheus text format, and nothing else', async () => {
    const metrics = await get('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('probes_total 1');
    expect((await get('/admin')).status).toBe(404);
  });

  it('answers 500 to a scrape whose collector fails, and keeps running', async () => {
    const broken = new Gauge({
      name: 'queue_jobs',
      help: 'For the test',
      registers: [registry],
      collect: () => Promise.reject(new Error('redis is away')),
    });
    expect((await get('/metrics')).status).toBe(500);
    expect(faults).toEqual(['/metrics']);
    registry.removeSingleMetric('queue_jobs');
    broken.reset();
    expect((await get('/metrics')).status).toBe(200);
  });
});
