import { expect, it } from 'vitest';
import { describeMetrics, metricsPage } from './describe-metrics.ts';
import { makeRegistries } from './registries.ts';

const metrics = await describeMetrics(makeRegistries());

it('describes every metric; run `npm run metrics:docs` to accept a change', async () => {
  await expect(metricsPage(metrics)).toMatchFileSnapshot('../../../docs/metrics.md');
});

it('names every metric of ours with the prefix, its unit and a help text', () => {
  for (const { name, type, help, labels } of metrics) {
    if (!/^(process|nodejs)_/.test(name)) expect(name).toMatch(/^(cm|http)_[a-z0-9_]+$/);
    expect(help, name).not.toBe('');
    if (name.startsWith('cm_')) expect(name.endsWith('_total'), name).toBe(type === 'counter');
    for (const label of labels) expect(label).toMatch(/^[a-z_]+$/);
  }
});
