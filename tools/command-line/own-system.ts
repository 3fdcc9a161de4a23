import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';

export interface OwnSystem {
  readonly stack: Stack;
  readonly apiUrl: string;
  readonly db: Database;
  /** A folder that is removed afterwards. */
  readonly dataDir: string;
}

type Options = Omit<Parameters<typeof startStack>[0], 'dataDir'> & { readonly statementTimeoutMs?: number };

/** Starts a system with servers and data of its own, and removes all of it after the work. */
export async function withOwnSystem<T>(
  name: string,
  { statementTimeoutMs = 60_000, ...options }: Options,
  work: (system: OwnSystem) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), `concert-mania-${name}-`));
  try {
    const stack = await startStack({ ...options, dataDir });
    const db = openToolDatabase(stack.databaseUrl, name, { statementTimeoutMs });
    try {
      return await work({ stack, apiUrl: stack.apiUrls[0] ?? '', db, dataDir });
    } finally {
      await db.close().finally(() => stack.stop());
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
