import { readFileSync } from 'node:fs';

const SUFFIX = '_FILE';
/** Variables that can be set as `<NAME>_FILE`, the name of a file, as container engines do. */
const IN_FILES: ReadonlySet<string> = new Set([
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'JOB_DATA_SECRET',
  'SECOND_FACTOR_SECRET',
  'WEBHOOK_SECRET',
  'GATEWAY_SECRET_KEY',
  'TICKET_SIGNING_KEYS',
  'ADMIN_PASSWORD',
  'DATABASE_URL',
  'REDIS_URL',
  'MAIL_SMTP_URL',
  'SMS_GATEWAY_KEY',
]);

/**
 * Reads every `<NAME>_FILE` into `<NAME>`, without the line break at its end. `faults` names
 * variables whose file is unreadable, or that are set twice.
 */
export function readSecretFiles(env: Readonly<Record<string, unknown>>): {
  readonly given: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
} {
  const faults: string[] = [];
  const read: [string, string][] = [];
  for (const [variable, file] of Object.entries(env)) {
    const name = variable.endsWith(SUFFIX) ? variable.slice(0, -SUFFIX.length) : '';
    if (!IN_FILES.has(name) || typeof file !== 'string' || file === '') continue;
    if (env[name] !== undefined && env[name] !== '') {
      faults.push(`  ${variable}: comes instead of ${name}, not beside it`);
      continue;
    }
    try {
      read.push([name, readFileSync(file, 'utf8').replace(/\r?\n$/, '')]);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      faults.push(`  ${variable}: the file cannot be read (${code ?? 'unknown'})`);
    }
  }
  return { given: { ...env, ...Object.fromEntries(read) }, faults };
}
