import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFaults } from './find-faults.ts';
import { type Alerts, readAlerts } from './read-alerts.ts';

const SOUND: Alerts = {
  rules: [
    {
      alert: 'QueueWaits',
      expr: 'max(cm_queue_oldest_seconds{queue="cm_other"}) > 5',
      labels: { severity: 'page', consequence_of: 'postgres hold-worker' },
      annotations: {
        summary: 'Jobs wait',
        description: 'The oldest job has waited too long.',
        runbook_url: 'docs/runbooks/commands.md#queuewaits',
      },
    },
    { record: 'slo:events:rate5m', expr: 'rate(cm_waits_bucket[5m])', labels: {}, annotations: {} },
  ],
  tests: [
    { alert: 'QueueWaits', severities: [] },
    { alert: 'QueueWaits', severities: ['page'] },
  ],
  runbooks: new Map([['docs/runbooks/commands.md', ['QueueWaits']]]),
  sources: ['alertname = PostgresDown', 'alertname = NoProcess', 'job = hold-worker'],
  metrics: new Set(['cm_queue_oldest_seconds', 'cm_waits']),
};
const [alert, record] = SOUND.rules;
const withAlert = (change: object): Alerts => ({ ...SOUND, rules: [{ ...alert!, ...change }, record!] });

test('every alert of the repository has a severity, its words, two tests, a runbook and known metrics', () => {
  expect(findFaults(readAlerts(join(import.meta.dirname, '../..')))).toEqual([]);
});

test('finds nothing wrong with a sound alert', () => {
  expect(findFaults(SOUND)).toEqual([]);
});

test.each<readonly [fault: string, alerts: Alerts]>([
  ['QueueWaits: the severity is "loud"', withAlert({ labels: { severity: 'loud' } })],
  ['QueueWaits: no summary', withAlert({ annotations: { ...alert!.annotations, summary: '' } })],
  [
    'QueueWaits: no section "## QueueWaits" at docs/runbooks/money.md#queuewaits',
    withAlert({ annotations: { ...alert!.annotations, runbook_url: 'docs/runbooks/money.md#queuewaits' } }),
  ],
  [
    'QueueWaits: Alertmanager silences nothing when redis is down',
    withAlert({ labels: { severity: 'page', consequence_of: 'redis' } }),
  ],
  ['QueueWaits: no metric cm_waits_total', withAlert({ expr: 'cm_waits_total > 1' })],
  ['QueueWaits: no test in which it fires as page', { ...SOUND, tests: SOUND.tests.slice(0, 1) }],
  ['QueueWaits: no test in which it stays quiet', { ...SOUND, tests: SOUND.tests.slice(1) }],
  [
    'docs/runbooks/commands.md: Forgotten is no alert',
    { ...SOUND, runbooks: new Map([['docs/runbooks/commands.md', ['QueueWaits', 'Forgotten']]]) },
  ],
])('reports "%s"', (fault, alerts) => {
  expect(findFaults(alerts)).toContain(fault);
});
