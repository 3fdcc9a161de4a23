import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type RunMember, readRunRecord, stopMembers, unlockDataDir } from '../data-dir-lock.ts';
import type { GuardianCommand, GuardianEvent, ServerSpec } from './guardian-protocol.ts';
import { identifyProcess } from './process-identity.ts';

export type ServerExit = Extract<GuardianEvent, { event: 'exited' }>;

/** The owner's end of the pipe to its guardian. */
export type Guardian = {
  /** Starts a server and resolves with its exit should it end before `keep` is called; never resolves otherwise. */
  start(spec: ServerSpec): Promise<ServerExit>;
  keep(name: string): void;
  adopt(member: RunMember): void;
  release(pid: number): void;
  /** The pid under which a server runs now. */
  pidOf(name: string): number | undefined;
  /** Stops everything the guardian knows and gives the data folder free. */
  stop(): Promise<void>;
};

/** Starts the guardian of a locked data folder. It outlives this process just long enough to stop what it guards. */
export function startGuardian(
  dataDir: string,
  log: (message: string) => void,
  onServerExit: (exit: ServerExit) => void,
): Guardian {
  const errors = openSync(join(dataDir, 'guardian.log'), 'a', 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'guardian.ts'), dataDir], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', errors],
  });
  closeSync(errors);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the guardian has no pipes');
  stdin.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const pids = new Map<string, number>();
  const starting = new Map<string, (exit: ServerExit) => void>();
  let stopping = false;
  void gone.then(() => {
    if (stopping) return;
    log('the guardian process ended unexpectedly; the servers go on until this run stops');
    const reason = `the guardian ended, see ${join(dataDir, 'guardian.log')}`;
    for (const [name, failed] of starting) failed({ event: 'exited', name, pid: 0, reason, restarts: false });
  });

  const onEvent = (event: GuardianEvent) => {
    switch (event.event) {
      case 'started':
        pids.set(event.name, event.pid);
        break;
      case 'exited':
        pids.delete(event.name);
        if (event.restarts) onServerExit(event);
        else starting.get(event.name)?.(event);
        break;
      case 'log':
        log(event.message);
        break;
    }
  };
  createInterface({ input: stdout }).on('line', (line) => onEvent(JSON.parse(line)));
  const send = (command: GuardianCommand) => stdin.write(`${JSON.stringify(command)}\n`);

  return {
    start: (spec) =>
      new Promise((resolve) => {
        starting.set(spec.name, resolve);
        send({ op: 'start', spec });
      }),
    keep: (name) => void send({ op: 'keep', name }),
    adopt: (member) => void send({ op: 'adopt', member }),
    release: (pid) => void send({ op: 'release', pid }),
    pidOf: (name) => pids.get(name),
    async stop() {
      stopping = true;
      stdin.end();
      await gone;
      await clearAfterGuardian(dataDir, log);
    },
  };
}

/** A guardian that was killed leaves its record behind; then the owner stops what is in it. */
async function clearAfterGuardian(dataDir: string, log: (message: string) => void): Promise<void> {
  const record = readRunRecord(dataDir);
  if (record === undefined || record.owner.pid !== process.pid) return;
  await stopMembers(record.members, log);
  unlockDataDir(dataDir);
}

/** A process of ours as the guardian should know it, or undefined when it has ended already. */
export function memberOf(name: string, pid: number): RunMember | undefined {
  const identity = identifyProcess(pid);
  return identity && { ...identity, name, kind: 'app', stopSignal: 'SIGTERM' };
}
