import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds used so far, by label. */
export type CpuReading = ReadonlyMap<string, number>;

/** Linux counts CPU time in hundredths of a second for every process (proc(5), `CLK_TCK`). */
const TICKS_PER_SECOND = 100;
const UTIME = 11;
const STIME = 12;
const CUTIME = 13;
const CSTIME = 14;
const PARENT = 1;

/**
 * CPU seconds of each labelled process with all its descendants, living and ended: a PostgreSQL's backends are its
 * children. Zero for a process that is gone; nothing at all where there is no `/proc`.
 */
export function readCpu(pids: ReadonlyMap<string, readonly number[]>): CpuReading {
  const processes = readProcesses();
  if (processes.size === 0) return new Map();
  const children = Map.groupBy(processes.keys(), (pid) => processes.get(pid)?.parent ?? 0);
  const secondsOf = (pid: number): number =>
    (processes.get(pid)?.seconds ?? 0) +
    (children.get(pid) ?? []).reduce((sum, child) => sum + secondsOf(child), 0);
  return new Map(
    [...pids].map(([label, roots]) => [label, roots.reduce((sum, pid) => sum + secondsOf(pid), 0)]),
  );
}

/** What `readCpu` calls the CPU time that nobody in its list used: other programs, and the host's (stolen) share. */
export const ELSEWHERE = 'elsewhere';

/** As `readCpu`, with the rest of the machine under `ELSEWHERE`, so that a measurement on a busy machine shows as one. */
export function readMachineCpu(pids: ReadonlyMap<string, readonly number[]>): CpuReading {
  const ours = readCpu(pids);
  if (ours.size === 0) return ours;
  const sum = [...ours.values()].reduce((total, seconds) => total + seconds, 0);
  return new Map([...ours, [ELSEWHERE, busySeconds() - sum]]);
}

const IDLE = 3;
const IOWAIT = 4;
const GUEST = 8;

/** Time in which all cores together did something, since boot (proc(5), `/proc/stat`). */
function busySeconds(): number {
  const [first = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const ticks = first.trim().split(/\s+/).slice(1).map(Number);
  const busy = ticks.filter((_, at) => at !== IDLE && at !== IOWAIT && at < GUEST);
  return busy.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** CPU seconds used between two readings, by label. */
export function cpuBetween(before: CpuReading, after: CpuReading): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...after].map(([label, seconds]) => [label, seconds - (before.get(label) ?? 0)]),
  );
}

function readProcesses(): ReadonlyMap<number, { readonly parent: number; readonly seconds: number }> {
  const found = new Map<number, { parent: number; seconds: number }>();
  for (const name of list('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(name);
    if (fields === null) continue;
    const ticks = [UTIME, STIME, CUTIME, CSTIME].reduce((sum, at) => sum + Number(fields[at]), 0);
    found.set(Number(name), { parent: Number(fields[PARENT]), seconds: ticks / TICKS_PER_SECOND });
  }
  return found;
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The fields behind the command's name, which may itself hold spaces and brackets. Null when the process is gone. */
function statFields(pid: string): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
