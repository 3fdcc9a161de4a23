import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { identifySelf, isRunning, type ProcessIdentity } from './processes/process-identity.ts';
import { stopProcess } from './processes/stop-process.ts';
import { ServiceError } from './service-error.ts';

/** A process of a run. It must have ended before the next run uses the folder. */
export interface RunMember extends ProcessIdentity {
  readonly name: string;
  readonly kind: 'server' | 'app';
  readonly stopSignal: NodeJS.Signals;
}

/** The users of a data folder: the process that started the run, its watcher and its members. */
interface RunRecord {
  readonly owner: ProcessIdentity;
  readonly watcher?: ProcessIdentity;
  readonly members: readonly RunMember[];
}

const GRACE_MS = 20_000;
const WAIT_FOR_EARLIER_RUN_MS = 60_000;

/**
 * Makes this process the only user of a data folder. Throws, with the pid, while another run uses
 * it. Waits for a run that is stopping, and stops the members of a crashed one.
 */
export async function lockDataDir(dataDir: string, log: (message: string) => void): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const deadline = performance.now() + WAIT_FOR_EARLIER_RUN_MS;
  let saidWaiting = false;
  while (!(await createExclusively(lockPath(dataDir), { owner: identifySelf(), members: [] }))) {
    const earlier = readRunRecord(dataDir);
    if (earlier === undefined) continue;
    if (isRunning(earlier.owner)) throw busy(dataDir, earlier.owner.pid);
    if (earlier.watcher !== undefined && isRunning(earlier.watcher)) {
      if (performance.now() > deadline) throw busy(dataDir, earlier.watcher.pid);
      if (!saidWaiting) log('an earlier run is still stopping; waiting for it');
      saidWaiting = true;
      await delay(100);
    } else {
      await clearCrashedRun(dataDir, log);
    }
  }
}

/** Undefined if no run uses the folder. */
export function readRunRecord(dataDir: string): RunRecord | undefined {
  return readRecord(lockPath(dataDir));
}

/** Replaces the record atomically. Only the run that locked the folder may call it. */
export function writeRunRecord(dataDir: string, record: RunRecord): void {
  const temporary = `${lockPath(dataDir)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(record), { mode: 0o644 });
  renameSync(temporary, lockPath(dataDir));
}

export function unlockDataDir(dataDir: string): void {
  rmSync(lockPath(dataDir), { force: true });
}

/** Stops the members that still run: the applications at once, then the servers in reverse. */
export async function stopMembers(
  members: readonly RunMember[],
  log: (message: string) => void = () => undefined,
): Promise<void> {
  const stop = async (member: RunMember) => {
    if (!isRunning(member)) return;
    log(`stopping ${member.name} (pid ${member.pid}), left by a crashed run`);
    await stopProcess(member, member.stopSignal, GRACE_MS);
  };
  await Promise.all(members.filter((member) => member.kind === 'app').map(stop));
  for (const member of members.filter((each) => each.kind === 'server').reverse()) await stop(member);
}

/** One process at a time clears a crashed run. The others try to lock the folder again. */
async function clearCrashedRun(dataDir: string, log: (message: string) => void): Promise<void> {
  const takeover = `${lockPath(dataDir)}.takeover`;
  if (!(await createExclusively(takeover, { owner: identifySelf(), members: [] }))) {
    const other = readRecord(takeover);
    if (other !== undefined && !isRunning(other.owner)) await rm(takeover, { force: true });
    await delay(50);
    return;
  }
  try {
    const record = readRunRecord(dataDir);
    if (record === undefined || isRunning(record.owner)) return;
    await stopMembers(record.members, log);
    unlockDataDir(dataDir);
  } finally {
    await rm(takeover, { force: true });
  }
}

/** link(2) fails if the name exists, and shows the file to others only when it is complete. */
async function createExclusively(path: string, record: RunRecord): Promise<boolean> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o644 });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function readRecord(path: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function lockPath(dataDir: string): string {
  return join(dataDir, 'run.lock');
}

function busy(dataDir: string, pid: number): ServiceError {
  return new ServiceError(
    `${dataDir} is in use by another run (pid ${pid}). Stop that one, or set DATA_DIR to a folder of its own to run beside it.`,
  );
}
