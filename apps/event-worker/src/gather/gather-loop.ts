import { repeat } from '@concert-mania/runtime/async/repeat';
import type { Logger } from '@concert-mania/runtime/logger';
import { Counter, Gauge, type Registry } from 'prom-client';
import { type GaugeGroup, removeValues } from './gauge-groups.ts';

const ROUND_MS = 1_000;

export interface GatherLoopOptions {
  readonly election: { hold(): Promise<boolean>; close(): Promise<void> };
  readonly groups: readonly GaugeGroup[];
  readonly registry: Registry;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly roundMs?: number;
}

/**
 * Gathers the figures of shared things while this process is the elected one, so that they are
 * exported once. Without the election, or after a fault, their values are removed.
 */
export function startGatherLoop(options: GatherLoopOptions): { stop(): Promise<void> } {
  const { election, groups, log } = options;
  const { onGathered, onFailed, drop } = makeGatherMetrics(
    options.registry,
    groups.map(({ name }) => name),
  );
  const dueMs = new Map<GaugeGroup, number>();
  const failing = new Set<GaugeGroup>();
  const running = new Set<GaugeGroup>();
  let isElected = false;

  const dropAll = (): void => {
    for (const group of groups) group.drop();
    drop();
  };
  const resign = (why: object): void => {
    if (!isElected) return;
    isElected = false;
    dueMs.clear();
    dropAll();
    log.info(why, 'no longer gathers the figures of shared things');
  };
  const gather = async (group: GaugeGroup): Promise<void> => {
    running.add(group);
    try {
      await group.gather();
      onGathered();
      if (failing.delete(group)) log.info({ group: group.name }, 'gathering works again');
    } catch (err) {
      if (!group.keepsAfterFault) group.drop();
      onFailed(group.name);
      if (!failing.has(group)) log.warn({ err, group: group.name }, 'gathering failed');
      failing.add(group);
    }
    running.delete(group);
    // The election was lost while the group was being read.
    if (!isElected) dropAll();
  };
  const round = async (): Promise<void> => {
    if (!(await election.hold())) return resign({});
    if (!isElected) log.info('gathers the figures of shared things');
    isElected = true;
    const nowMs = performance.now();
    for (const group of groups) {
      if (running.has(group) || (dueMs.get(group) ?? 0) > nowMs) continue;
      dueMs.set(group, nowMs + group.everyMs);
      // Not awaited: the election must be kept alive, and an audit takes minutes.
      void gather(group);
    }
  };
  const repetition = repeat({
    restMs: options.roundMs ?? ROUND_MS,
    round: async () => {
      try {
        await round();
      } catch (err) {
        resign({ err });
        throw err;
      }
    },
    onFailing: (err) => log.warn({ err }, 'the election of the gathering process failed'),
  });
  return {
    stop: async () => {
      await repetition.stop();
      resign({});
      await election.close();
    },
  };
}

export function makeGatherMetrics(registry: Registry, groups: readonly string[]) {
  const registers = [registry];
  const lastRun = new Gauge({
    name: 'cm_gather_last_run_timestamp_seconds',
    help: 'When the figures of shared things were last gathered. Only the elected event-worker has it.',
    registers,
  });
  removeValues(lastRun);
  const failures = new Counter({
    name: 'cm_gather_failures_total',
    help: 'Failed attempts to gather a group of figures; its values are missing until it works again.',
    labelNames: ['group'],
    registers,
  });
  for (const group of groups) failures.inc({ group }, 0);
  return {
    onGathered: () => lastRun.setToCurrentTime(),
    onFailed: (group: string) => failures.inc({ group }),
    drop: () => removeValues(lastRun),
  };
}
