import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds used so far, by label. */
type CpuReading = ReadonlyMap<string, number>;

/** CPU time outside the labelled processes: other programs and the host's (stolen) share. */
export const ELSEWHERE = 'elsewhere';

/** This process alone, which reads the log lines of the others. */
export const BENCH = 'bench';

/**
 * CPU seconds of each labelled process with all its descendants, living and ended: PostgreSQL's
 * backends are its children. The rest of the machine is under `ELSEWHERE`. Empty without `/proc`.
 */
export function readMachineCpu(pids: ReadonlyMap<string, readonly number[]>): CpuReading {
  const processes = readProcesses();
  if (processes.size === 0) return new Map();
  const children = Map.groupBy(processes.keys(), (pid) => processes.get(pid)?.parent ?? 0);
  const secondsOf = (pid: number): number =>
    (processes.get(pid)?.seconds ?? 0) + sum((children.get(pid) ?? []).map(secondsOf));
  const ours = new Map([...pids].map(([label, roots]) => [label, sum(roots.map(secondsOf))]));
  if (![...pids.values()].flat().includes(process.pid)) ours.set(BENCH, cpuMicros() / 1e6);
  return ours.set(ELSEWHERE, busySeconds() - sum([...ours.values()]));
}

/** CPU seconds used between two readings, by label. */
export function cpuBetween(before: CpuReading, after: CpuReading): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...after].map(([label, seconds]) => [label, seconds - (before.get(label) ?? 0)]),
  );
}

/** CPU microseconds that this process has used so far. */
export function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Memory of a process in megabytes: all resident, and the part backed by no file (proc(5)). */
export interface ProcessMemory {
  readonly resident: number;
  readonly own: number;
}

/** Null if the process is gone, or without `/proc`. */
export function readMemory(pid: number | undefined): ProcessMemory | null {
  const status = pid === undefined ? '' : read(`/proc/${pid}/status`);
  const megabytes = (field: string) =>
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1_024) / 1e6;
  return status === '' ? null : { resident: megabytes('VmRSS'), own: megabytes('RssAnon') };
}

/** Linux counts CPU time in hundredths of a second (proc(5), `CLK_TCK`). */
const TICKS_PER_SECOND = 100;
/** Fields of `/proc/<pid>/stat` after the command's name: parent, utime, stime, cutime, cstime. */
const PARENT = 1;
const CPU_TIMES = [11, 12, 13, 14];
/** Fields of the first line of `/proc/stat`. */
const IDLE = 3;
const IOWAIT = 4;
const GUEST = 8;

/** CPU seconds of all cores together since boot. */
function busySeconds(): number {
  const [first = ''] = read('/proc/stat').split('\n');
  const ticks = first.trim().split(/\s+/).slice(1).map(Number);
  return sum(ticks.filter((_, at) => at !== IDLE && at !== IOWAIT && at < GUEST)) / TICKS_PER_SECOND;
}

function readProcesses(): ReadonlyMap<number, { readonly parent: number; readonly seconds: number }> {
  const found = new Map<number, { parent: number; seconds: number }>();
  for (const name of listProcesses()) {
    const text = read(`/proc/${name}/stat`);
    if (text === '') continue;
    // The command's name may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = sum(CPU_TIMES.map((at) => Number(fields[at])));
    found.set(Number(name), { parent: Number(fields[PARENT]), seconds: ticks / TICKS_PER_SECOND });
  }
  return found;
}

function listProcesses(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty if there is no such file. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
