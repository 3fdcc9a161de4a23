import type { Logger } from '@concert-mania/runtime/logger';
import { Gauge, type Registry } from 'prom-client';
import { type GaugeGroup, removeValues } from './gauge-groups.ts';

/** The result of one check: the number of broken rows, and the first of them. */
interface AuditResult {
  readonly name: string;
  readonly promise: string;
  readonly count: number;
  readonly first: readonly { readonly subject: string; readonly detail: string }[];
}

const MS_PER_SECOND = 1_000;

/**
 * The audit on a schedule, as a group of figures: the elected process makes it. After a fault the
 * last results stay with their time, so that an alert sees how old they are.
 */
export function makeAuditGroup(
  registry: Registry,
  options: {
    readonly run: () => Promise<readonly AuditResult[]>;
    readonly everyMs: number;
    readonly log: Pick<Logger, 'info' | 'error'>;
  },
): GaugeGroup {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  const findings = gauge(
    'cm_audit_findings',
    'Broken rows that the last scheduled audit found, by check; 0 if the check holds.',
    'check',
  );
  const lastRun = gauge('cm_audit_last_run_timestamp_seconds', 'When the last scheduled audit ended.');
  const duration = gauge('cm_audit_duration_seconds', 'How long the last scheduled audit took.');
  const drop = () => {
    for (const one of [findings, lastRun, duration]) removeValues(one);
  };
  drop();
  return {
    name: 'audit',
    everyMs: options.everyMs,
    keepsAfterFault: true,
    drop,
    gather: async () => {
      const startedMs = performance.now();
      const results = await options.run();
      const durationMs = performance.now() - startedMs;
      for (const { name, count } of results) findings.set({ check: name }, count);
      duration.set(durationMs / MS_PER_SECOND);
      lastRun.setToCurrentTime();
      const broken = results.filter(({ count }) => count > 0);
      for (const { name, promise, count, first } of broken) {
        options.log.error({ check: name, promise, count, first }, 'audit finding');
      }
      options.log.info({ durationMs: Math.round(durationMs), broken: broken.length }, 'audit');
    },
  };
}
