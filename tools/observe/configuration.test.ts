import { expect, test } from 'vitest';
import { processTargets, prometheusConfiguration } from './configuration.ts';

test('scrapes processes of a kind under one job', () => {
  const processes = [
    { name: 'api', opsUrl: 'http://127.0.0.1:1001' },
    { name: 'api-2', opsUrl: 'http://127.0.0.1:1002' },
    { name: 'mock-pg', opsUrl: 'http://127.0.0.1:1003' },
  ];
  const targets = processTargets(processes);
  expect(targets).toEqual({ api: ['127.0.0.1:1001', '127.0.0.1:1002'], 'mock-pg': ['127.0.0.1:1003'] });

  const settings = { targets, ruleFiles: ['rules.yml'], scrapeSeconds: 2 };
  expect(JSON.parse(prometheusConfiguration(settings))).toMatchObject({
    global: { scrape_interval: '2s' },
    rule_files: ['rules.yml'],
    scrape_configs: [
      { job_name: 'api', static_configs: [{ targets: targets.api }] },
      { job_name: 'mock-pg', static_configs: [{ targets: targets['mock-pg'] }] },
    ],
  });
});
