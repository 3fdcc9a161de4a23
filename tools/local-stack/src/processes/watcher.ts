/**
 * Stops what a run left running in a data folder once the process that started the run has died:
 * the kernel then closes the pipe on stdin. Started as `node watcher.ts <data folder>`.
 */
import { readRunRecord, stopMembers, unlockDataDir } from '../data-dir-lock.ts';

const dataDir = process.argv[2] ?? '';
process.stdin.resume().once('close', async () => {
  await stopMembers(readRunRecord(dataDir)?.members ?? []);
  unlockDataDir(dataDir);
});
