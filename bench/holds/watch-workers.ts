import { setTimeout as pause } from 'node:timers/promises';
import { lookAtHoldSessions } from '@concert-mania/testkit/data/load-data';
import { type CpuReading, cpuBetween, readCpu } from '../lib/process-cpu.ts';
import type { Measured } from '../lib/run-generator.ts';
import type { BenchStack } from './bench-stack.ts';

/** How much of the hold-workers, and of their sessions in PostgreSQL, a load took. */
export interface WorkersUse {
  /** CPU seconds a second of each worker: what its event loop is busy. */
  readonly workers: readonly number[];
  /** Of the session that decided most: the share of looks at which it was in a transaction, and its CPU seconds a second. */
  readonly busiestSession: { readonly busyShare: number; readonly cpu: number };
  /** Sessions in a transaction at a look, on average. */
  readonly busySessions: number;
}
export type WorkersMeasured = Measured & { readonly use: WorkersUse };

const LOOK_EVERY_MS = 40;

/** Measures a load of the product and looks at its hold-workers meanwhile. */
export async function watchWorkers(
  { db, stack }: BenchStack,
  measure: (onWindow: (event: 'begin' | 'end') => void) => Promise<Measured>,
): Promise<WorkersMeasured> {
  const workers = stack.processes.filter(
    ({ name, pid }) => name.startsWith('hold-worker') && pid !== undefined,
  );
  const sessions = (await lookAtHoldSessions(db)).map(({ pid }) => pid);
  const pids = new Map<string, readonly number[]>();
  for (const { name, pid } of workers) if (pid !== undefined) pids.set(name, [pid]);
  for (const pid of sessions) pids.set(sessionName(pid), [pid]);
  const looks = new Map<number, number>();
  let readings: { readonly begin: CpuReading; readonly end: CpuReading } | undefined;
  let [count, over] = [0, false];
  const look = async () => {
    while (!over) {
      await pause(LOOK_EVERY_MS);
      if (!readings) continue;
      count += 1;
      for (const { pid, busy } of await lookAtHoldSessions(db))
        if (busy) looks.set(pid, (looks.get(pid) ?? 0) + 1);
    }
  };
  const looking = look();
  const measured = await measure((event) => {
    const now = readCpu(pids);
    readings = { begin: readings?.begin ?? now, end: now };
    over = event === 'end';
  }).finally(() => {
    over = true;
  });
  await looking;
  if (!readings) throw new Error('the load had no measured window');
  const seconds = measured.windowMs / 1_000;
  const cpu = cpuBetween(readings.begin, readings.end);
  const [busiest, most] = [...looks].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
  return {
    ...measured,
    use: {
      workers: workers.map(({ name }) => (cpu[name] ?? 0) / seconds),
      busiestSession: { busyShare: most / count, cpu: (cpu[sessionName(busiest)] ?? 0) / seconds },
      busySessions: [...looks.values()].reduce((sum, each) => sum + each, 0) / count,
    },
  };
}

const sessionName = (pid: number): string => `session ${pid}`;
