import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './processes/run-command.ts';

const NAMES = [
  'JWT_SECRET',
  'WEBHOOK_SECRET',
  'GATEWAY_SECRET_KEY',
  'JOB_DATA_SECRET',
  'TICKET_SIGNING_KEYS',
] as const;

/** The secrets that the processes of one system share. */
export type StackSecrets = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * The secrets of a system: from the environment, or else random ones from the first start, kept in
 * `<dataDir>/secrets.json`, which only its owner may read.
 */
export async function keptSecrets(dataDir: string, environment: Environment): Promise<StackSecrets> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readKept(file);
  const secrets = Object.fromEntries(
    NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString('base64url')]),
  ) as StackSecrets;
  await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  // The mode above counts for a new file only.
  await chmod(file, 0o600);
  const given = Object.fromEntries(
    NAMES.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  return { ...secrets, ...given };
}

async function readKept(file: string): Promise<Partial<StackSecrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
