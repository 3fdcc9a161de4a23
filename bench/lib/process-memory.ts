import { readFileSync } from 'node:fs';

const KIB = 1_024;
const MEGABYTE = 1e6;

/** In megabytes: all that is in memory for a process, and the part that it shares with no other through a file. */
export interface ProcessMemory {
  readonly resident: number;
  readonly own: number;
}

/** The memory a process has now (proc(5), `VmRSS` and `RssAnon`). Null when it is gone, or where there is no `/proc`. */
export function readMemory(pid: number): ProcessMemory | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (field: string) =>
      (Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? Number.NaN) * KIB) / MEGABYTE;
    return { resident: megabytes('VmRSS'), own: megabytes('RssAnon') };
  } catch {
    return null;
  }
}
