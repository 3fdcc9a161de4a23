import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runAudit } from '@concert-mania/db/audit/audit';
import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { auditChecks, type Check } from '../audit/describe-checks.ts';
import { type CheckedPromise, checkHistory } from './checks/check-history.ts';
import { keepRunning } from './faults/keep-running.ts';
import type { MadeFault } from './faults/strike.ts';
import { sleepUntil, strikePlan } from './faults/strike-plan.ts';
import type { CommandRecord } from './history/model.ts';
import { makeRecorder, type Recorder } from './history/recorder.ts';
import { startLoad } from './load/run-load.ts';
import { makeSales } from './load/sales.ts';
import { type ClockSkew, drawClockSkew } from './plan/clock-skew.ts';
import { makePlan, type PlannedFault } from './plan/make-plan.ts';
import { readRunHistory } from './read-history.ts';
import { measureRecovery, type Recovery } from './recovery.ts';
import { healEverything, settle } from './settle.ts';
import { type ChaosSystem, type Crash, startChaosSystem } from './system.ts';
import { tryFor } from './try-for.ts';

interface ChaosOptions {
  readonly seed: number;
  readonly lengthMs: number;
  readonly replicas: Replicas;
  readonly fans: number;
  /** Faults to inject instead of those of the seed. */
  readonly plan?: readonly PlannedFault[];
  readonly settleMs: number;
  readonly interrupted: AbortSignal;
  readonly view: ChaosView;
}

/** The display of a running test. */
export interface ChaosView {
  planned(plan: readonly PlannedFault[], skew: ClockSkew): void;
  struck(planned: PlannedFault): void;
  running(recorder: Recorder, sinceMs: number): void;
  settling(): void;
  /** A line of a process. */
  output(process: string, line: string): void;
}

export interface ChaosResult {
  readonly seed: number;
  readonly lengthMs: number;
  readonly plan: readonly PlannedFault[];
  readonly faults: readonly MadeFault[];
  readonly recoveries: readonly Recovery[];
  readonly requests: Recorder['requests'];
  readonly commands: readonly CommandRecord[];
  readonly promises: readonly CheckedPromise[];
  readonly audit: readonly Check[];
  readonly crashes: readonly Crash[];
  /** Mails that were accepted more than once. */
  readonly repeatedMails: number;
  readonly settledMs: number;
  /**
   * The longest time for which this program was not scheduled. Its measurements may be late by as
   * much.
   */
  readonly longestLagMs: number;
}

/** Runs one seed on a system of its own and checks its history. Null when it was interrupted. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult | null> {
  const { seed, lengthMs, replicas, view, interrupted } = options;
  const plan = options.plan ?? makePlan(seed, lengthMs, replicas);
  const skew = drawClockSkew(seed, replicas);
  view.planned(plan, skew);
  const system = await startChaosSystem({
    replicas,
    skew,
    log: (line) => view.output('chaos', line),
    onOutput: (process, line) => view.output(process, line),
  });
  try {
    if (interrupted.aborted) return null;
    return await runOn(system, options, plan);
  } finally {
    await system.stop();
  }
}

async function runOn(
  system: ChaosSystem,
  options: ChaosOptions,
  plan: readonly PlannedFault[],
): Promise<ChaosResult | null> {
  const { seed, lengthMs, view, interrupted } = options;
  const sales = await makeSales(system.db);
  const recorder = makeRecorder(system.stack.apiUrls);
  const ends = new AbortController();
  const watchEnds = new AbortController();
  interrupted.addEventListener('abort', () => ends.abort());
  const load = await startLoad({ system, sales, recorder, seed, fans: options.fans, ends: ends.signal });
  const handled = new Set<string>();
  const watch = keepRunning(system, (process) => handled.has(process), watchEnds.signal);
  const startedMs = Date.now();
  const lag = monitorEventLoopDelay();
  lag.enable();
  const live = setInterval(() => view.running(recorder, Date.now() - startedMs), 1_000);
  try {
    const faults = await strikePlan(system, plan, startedMs, {
      onStrike: (planned) => view.struck(planned),
      handled,
      interrupted,
    });
    await sleepUntil(startedMs + lengthMs, interrupted);
    ends.abort();
    view.settling();
    await healEverything(system);
    await load.done;
    const { commands } = recorder;
    const settled = await settle({
      system,
      recorder,
      boundMs: options.settleMs,
      interrupted,
    });
    if (interrupted.aborted) return null;
    const history = await tryFor(30_000, () => readRunHistory(system, sales, commands, settled));
    const audit = auditChecks(await tryFor(30_000, () => runAudit(system.db)));
    return {
      seed,
      lengthMs,
      plan,
      faults,
      recoveries: measureRecovery(history, faults),
      requests: recorder.requests,
      commands,
      promises: checkHistory(history),
      audit,
      crashes: system.crashes,
      repeatedMails: system.mails.messageIds.length - new Set(system.mails.messageIds).size,
      settledMs: settled.tookMs,
      longestLagMs: Math.round(lag.max / 1e6),
    };
  } finally {
    clearInterval(live);
    lag.disable();
    showServerLogs(system, view);
    ends.abort();
    watchEnds.abort();
    await watch;
  }
}

function showServerLogs({ serverLogs }: ChaosSystem, view: ChaosView): void {
  for (const file of serverLogs) {
    for (const line of readFileSync(file, 'utf8').split('\n')) view.output(basename(file), line);
  }
}
