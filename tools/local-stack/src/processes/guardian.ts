/**
 * The guardian of one run: a process in a session of its own that keeps the servers running and stops everything
 * when its owner closes the pipe on stdin, which the kernel does too when the owner is killed.
 * Started as `node guardian.ts <data folder>`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  type RunMember,
  readRunRecord,
  stopMembers,
  unlockDataDir,
  writeRunRecord,
} from '../data-dir-lock.ts';
import type { GuardianCommand, GuardianEvent, ServerSpec } from './guardian-protocol.ts';
import { identifyProcess } from './process-identity.ts';
import { identifySelf } from './stop-process.ts';

const RESTART_FIRST_MS = 100;
const RESTART_MOST_MS = 5_000;
const STABLE_MS = 30_000;

const dataDir = process.argv[2] ?? '';
const kept = new Set<string>();
const restarts = new Map<string, number>();
let members: RunMember[] = [];
let stopping = false;

function main(): void {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('SIGTERM', () => void stopAll());
  process.stdout.on('error', () => undefined);
  save();
  createInterface({ input: process.stdin })
    .on('line', (line) => obey(JSON.parse(line)))
    .on('close', () => void stopAll());
}

function obey(command: GuardianCommand): void {
  if (stopping) return;
  switch (command.op) {
    case 'start':
      startServer(command.spec);
      break;
    case 'keep':
      kept.add(command.name);
      break;
    case 'adopt':
      members.push(command.member);
      save();
      break;
    case 'release':
      forget(command.pid);
      break;
  }
}

function startServer(spec: ServerSpec): void {
  const startedAt = performance.now();
  const output = openSync(spec.logFile, 'a', 0o600);
  const child = spawn(spec.command, spec.args, {
    cwd: '/',
    stdio: ['ignore', output, output],
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  closeSync(output);
  let ended = false;
  const onEnd = (reason: string) => {
    if (ended) return;
    ended = true;
    serverEnded(spec, child, reason, performance.now() - startedAt);
  };
  child.once('error', (error) => onEnd(error.message));
  child.once('exit', (code, signal) => onEnd(signal ?? `code ${code}`));
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid);
  if (identity === undefined) return;
  members.push({ ...identity, name: spec.name, kind: 'server', stopSignal: spec.stopSignal });
  save();
  report({ event: 'started', name: spec.name, pid: identity.pid });
}

/** A server that ends by itself comes back after a growing pause; a stable run in between makes the pause short again. */
function serverEnded(spec: ServerSpec, child: ChildProcess, reason: string, ranForMs: number): void {
  const pid = child.pid ?? 0;
  if (stopping) return;
  forget(pid);
  const again = kept.has(spec.name);
  report({ event: 'exited', name: spec.name, pid, reason, restarts: again });
  if (!again) return;
  const tries = ranForMs > STABLE_MS ? 0 : (restarts.get(spec.name) ?? 0);
  restarts.set(spec.name, tries + 1);
  const pauseMs = Math.min(RESTART_FIRST_MS * 2 ** tries, RESTART_MOST_MS);
  setTimeout(() => {
    if (!stopping) startServer(spec);
  }, pauseMs);
}

async function stopAll(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stopMembers(members, (message) => report({ event: 'log', message }));
  unlockDataDir(dataDir);
  process.exit(0);
}

function forget(pid: number): void {
  members = members.filter((member) => member.pid !== pid);
  save();
}

function save(): void {
  const record = readRunRecord(dataDir);
  if (record === undefined) return;
  writeRunRecord(dataDir, { owner: record.owner, guardian: identifySelf(), members });
}

function report(event: GuardianEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

main();
