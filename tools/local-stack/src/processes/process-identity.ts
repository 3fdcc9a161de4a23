import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** A process, distinct from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The process with this pid; undefined if there is none or it is a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = platform() === 'linux' ? linuxStartTime(pid) : posixStartTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** The identity of this process. */
export function identifySelf(): ProcessIdentity {
  return identifyProcess(process.pid) ?? { pid: process.pid, startedAt: 'unknown' };
}

/** False if another process has the pid now. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The words of a command line, separated by spaces; empty if it is not visible. */
export function commandLine(pid: number): string {
  try {
    if (platform() === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** False if the process has ended. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/**
 * Start time in clock ticks since boot: field 22 of stat (proc(5)), counted after the bracket that
 * closes the name of the command.
 */
function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function posixStartTime(pid: number): string | undefined {
  try {
    const columns = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    }).trim();
    return columns === '' || columns.startsWith('Z') ? undefined : columns.slice(columns.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}
