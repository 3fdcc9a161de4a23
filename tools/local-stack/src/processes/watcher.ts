/**
 * Stops the members of a run once the process that started it has died: the kernel then closes the
 * pipe on stdin. Each line of it lists all members. Started as `node watcher.ts <data folder>`.
 */
import { createInterface } from 'node:readline';
import { type RunMember, stopMembers, unlockDataDir } from '../data-dir-lock.ts';

let members: readonly RunMember[] = [];
createInterface({ input: process.stdin })
  .on('line', (line) => {
    members = JSON.parse(line);
  })
  .on('close', async () => {
    await stopMembers(members);
    unlockDataDir(process.argv[2] ?? '');
  });
