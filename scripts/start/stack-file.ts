import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@concert-mania/services/stack';

/** Where a running system is, for programs that want to use it: `<dataDir>/stack.json`, readable by its owner alone. */
export type StackFile = {
  readonly pid: number;
  readonly apiUrls: readonly string[];
  readonly mockPgUrl: string;
  readonly mailUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly processes: readonly { readonly name: string; readonly opsUrl: string }[];
};

/** Says where the system is; `removeStackFile` takes it back. */
export function writeStackFile(dataDir: string, stack: Stack): void {
  const { apiUrls, mockPgUrl, mailUrl, databaseUrl, redisUrl } = stack;
  const processes = stack.processes.map(({ name, opsUrl }) => ({ name, opsUrl }));
  const file: StackFile = { pid: process.pid, apiUrls, mockPgUrl, mailUrl, databaseUrl, redisUrl, processes };
  writeFileSync(join(dataDir, 'stack.json'), `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDir: string): void {
  rmSync(join(dataDir, 'stack.json'), { force: true });
}
