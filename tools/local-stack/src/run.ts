import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { lockDataDir, type RunMember, unlockDataDir, writeRunRecord } from './data-dir-lock.ts';
import { identifyProcess, identifySelf } from './processes/process-identity.ts';

/** The exclusive use of a data folder. Its members are stopped if this process dies. */
export interface Run {
  add(member: Omit<RunMember, 'startedAt'>): void;
  remove(pid: number): void;
  /** Unlocks the folder. The members must have ended. */
  end(): Promise<void>;
}

/** Locks the data folder and starts its watcher. */
export async function startRun(dataDir: string, log: (message: string) => void): Promise<Run> {
  await lockDataDir(dataDir, log);
  // A session of its own: Ctrl-C does not reach the watcher.
  const watcher = spawn(process.execPath, [join(import.meta.dirname, 'processes/watcher.ts'), dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const watcherEnded = once(watcher, 'exit');
  const owner = identifySelf();
  const watcherIdentity = watcher.pid === undefined ? undefined : identifyProcess(watcher.pid);
  const members = new Map<number, RunMember>();
  // A dead watcher is not replaced: the next run stops the members that the record lists.
  watcher.stdin.on('error', () => undefined);
  const save = () => {
    const record = {
      owner,
      ...(watcherIdentity && { watcher: watcherIdentity }),
      members: [...members.values()],
    };
    writeRunRecord(dataDir, record);
    // The folder may be deleted before the watcher could read the record.
    watcher.stdin.write(`${JSON.stringify(record.members)}\n`);
  };
  save();
  return {
    add(member) {
      const identity = identifyProcess(member.pid);
      if (identity === undefined) return;
      members.set(member.pid, { ...member, ...identity });
      save();
    },
    remove(pid) {
      if (members.delete(pid)) save();
    },
    async end() {
      watcher.kill('SIGKILL');
      await watcherEnded;
      unlockDataDir(dataDir);
    },
  };
}
