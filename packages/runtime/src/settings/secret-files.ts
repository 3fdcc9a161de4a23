import { readFileSync } from 'node:fs';

const SUFFIX = '_FILE';
/** What may be given as the name of a file that holds it, as container engines hand out secrets. */
const IN_FILES: ReadonlySet<string> = new Set([
  'JWT_SECRET',
  'JWT_PREVIOUS_SECRETS',
  'JOB_DATA_SECRET',
  'SECOND_FACTOR_SECRET',
  'WEBHOOK_SECRET',
  'GATEWAY_SECRET_KEY',
  'ADMIN_PASSWORD',
  'DATABASE_URL',
  'REDIS_URL',
  'MAIL_SMTP_URL',
]);

/**
 * The environment with every `<NAME>_FILE` read into `<NAME>`, without the line break at its end.
 * `faults` name the variables whose file cannot be read, or that are given twice.
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
