import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './processes/process-identity.ts';
import { identifySelf, stopProcess } from './processes/stop-process.ts';
import { ServiceError } from './service-error.ts';

/** A process that belongs to the run and must be gone before the next one may use the folder. */
export type RunMember = ProcessIdentity & {
  readonly name: string;
  readonly kind: 'server' | 'app';
  readonly stopSignal: NodeJS.Signals;
};

/** Who uses a data folder: the process that started the run, its guardian, and everything they keep running. */
export type RunRecord = {
  readonly owner: ProcessIdentity;
  readonly guardian?: ProcessIdentity;
  readonly members: readonly RunMember[];
};

const GRACE_MS = 20_000;
const WAIT_FOR_EARLIER_RUN_MS = 60_000;

/**
 * Makes this process the only user of a data folder. Refuses, naming the pid, while another one lives; waits for an
 * earlier run that is still stopping; stops what a crashed one left behind. Safe when several processes try at once.
 */
export async function lockDataDir(dataDir: string, log: (message: string) => void): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const deadline = performance.now() + WAIT_FOR_EARLIER_RUN_MS;
  let saidWaiting = false;
  while (!(await createExclusively(lockPath(dataDir), { owner: identifySelf(), members: [] }))) {
    const earlier = readRunRecord(dataDir);
    if (earlier === undefined) continue;
    if (isRunning(earlier.owner)) throw busy(dataDir, earlier.owner.pid);
    if (earlier.guardian !== undefined && isRunning(earlier.guardian)) {
      if (performance.now() > deadline) throw busy(dataDir, earlier.guardian.pid);
      if (!saidWaiting) log('an earlier run is still stopping; waiting for it');
      saidWaiting = true;
      await delay(100);
    } else {
      await clearCrashedRun(dataDir, log);
    }
  }
}

/** The record of the run that uses the folder, or undefined when none does. */
export function readRunRecord(dataDir: string): RunRecord | undefined {
  return readRecord(lockPath(dataDir));
}

/** Replaces the record of the run in one step; only the holder of the folder may call it. */
export function writeRunRecord(dataDir: string, record: RunRecord): void {
  const temporary = `${lockPath(dataDir)}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(record), { mode: 0o644 });
  renameSync(temporary, lockPath(dataDir));
}

/** Gives the folder free for the next run. */
export function unlockDataDir(dataDir: string): void {
  rmSync(lockPath(dataDir), { force: true });
}

/** Stops every recorded process that still runs: applications together, then servers, the last started first. */
export async function stopMembers(
  members: readonly RunMember[],
  log: (message: string) => void,
  graceMs = GRACE_MS,
): Promise<void> {
  const stop = async (member: RunMember) => {
    if (!isRunning(member)) return;
    log(`stopping ${member.name} (pid ${member.pid})`);
    await stopProcess(member, member.stopSignal, graceMs);
  };
  await Promise.all(members.filter((member) => member.kind === 'app').map(stop));
  for (const member of members.filter((each) => each.kind === 'server').reverse()) await stop(member);
}

/** One process at a time clears a dead run; the others come back and find the folder free or taken. */
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
    await stopMembers(record.members, (message) => log(`${message}, left by a crashed run`));
    unlockDataDir(dataDir);
  } finally {
    await rm(takeover, { force: true });
  }
}

/** link(2) fails when the name is taken, and shows the file to others only when it is complete. */
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
