import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stack } from '@concert-mania/local-stack/stack';
import { z } from 'zod';

const stackFile = z.object({
  pid: z.int(),
  apiUrls: z.array(z.url()).min(1),
  mockPgUrl: z.url(),
  mailUrl: z.url(),
  webUrl: z.url().optional(),
  databaseUrl: z.url(),
  redisUrl: z.url(),
  processes: z.array(z.object({ name: z.string(), opsUrl: z.url() })),
});

/** The addresses of a running system: `<dataDir>/stack.json`, readable by its owner only. */
export type StackFile = z.infer<typeof stackFile>;

/** Says where the system is; `removeStackFile` takes it back. */
export function writeStackFile(dataDir: string, stack: Stack): void {
  const { apiUrls, mockPgUrl, mailUrl, webUrl, databaseUrl, redisUrl } = stack;
  const processes = stack.processes.map(({ name, opsUrl }) => ({ name, opsUrl }));
  const file: StackFile = {
    pid: process.pid,
    apiUrls: [...apiUrls],
    mockPgUrl,
    mailUrl,
    webUrl,
    databaseUrl,
    redisUrl,
    processes,
  };
  const path = join(dataDir, 'stack.json');
  // An earlier file may be open to others; what is written must never be.
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
}

export function removeStackFile(dataDir: string): void {
  rmSync(join(dataDir, 'stack.json'), { force: true });
}

/**
 * The system that runs on the folder's data. Null if none was started, or the file cannot be read.
 */
export function readStackFile(dataDir: string): StackFile | null {
  try {
    return stackFile.safeParse(JSON.parse(readFileSync(join(dataDir, 'stack.json'), 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}
