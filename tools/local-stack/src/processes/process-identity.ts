import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** A process told apart from a later one that was given the same pid. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** Who runs under this pid now, or undefined when nobody does (a zombie counts as nobody). */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = platform() === 'linux' ? linuxStartTime(pid) : posixStartTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process is still running. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a running process, words separated by spaces; empty when it cannot be seen. */
export function commandLine(pid: number): string {
  try {
    if (platform() === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Sends a signal; false when the process is already gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Start time in clock ticks since boot: field 22 of proc(5) stat, counted after the command's closing bracket. */
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
