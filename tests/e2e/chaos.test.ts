import { expect, it } from 'vitest';
import type { PlannedFault } from '../../tools/chaos/plan/make-plan.ts';
import { describeResult } from '../../tools/chaos/report/describe-result.ts';
import { quietView } from '../../tools/chaos/report/live-view.ts';
import { resultChecks } from '../../tools/chaos/report/result-checks.ts';
import { runChaos } from '../../tools/chaos/run.ts';

const REPLICAS = { 'hold-worker': 2, api: 2 };
const PLAN: readonly PlannedFault[] = [
  { atMs: 1_000, fault: { kind: 'kill', process: 'hold-worker', forMs: 0 } },
  { atMs: 3_500, fault: { kind: 'silence', peer: 'redis', process: null } },
  { atMs: 7_500, fault: { kind: 'kill-server', server: 'postgres' } },
  { atMs: 11_500, fault: { kind: 'freeze', process: 'hold-worker-2', forMs: 2_000 } },
  { atMs: 15_000, fault: { kind: 'refuse', peer: 'gateway', process: null, forMs: 1_500 } },
];

it('keeps every promise while processes die and freeze, connections go silent, and servers and the gateway fail', async () => {
  const output: string[] = [];
  const result = await runChaos({
    seed: 1,
    lengthMs: 18_000,
    plan: PLAN,
    replicas: REPLICAS,
    fans: 16,
    settleMs: 90_000,
    interrupted: new AbortController().signal,
    view: quietView((line) => output.push(line)),
  });
  if (result === null) throw new Error('the run was interrupted');
  const broken = resultChecks(result).filter(({ count }) => count > 0);
  expect(broken, `${describeResult(result)}\n${output.slice(-50).join('\n')}`).toEqual([]);
  expect(result.commands.length).toBeGreaterThan(50);
});
