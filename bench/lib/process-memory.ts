import { readFileSync } from 'node:fs';

const KIB = 1_024;
const MEGABYTE = 1e6;

/** The memory a process has resident, in megabytes (proc(5), `VmRSS`). Null when it is gone, or where there is no `/proc`. */
export function residentMegabytes(pid: number): number | null {
  try {
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : (Number(kib) * KIB) / MEGABYTE;
  } catch {
    return null;
  }
}
