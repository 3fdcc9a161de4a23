import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The folder that holds apps/, packages/ and tools/. */
export const REPOSITORY = resolve(import.meta.dirname, '../../../..');

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs one of the repository's TypeScript files to its end under this very Node, with exactly the given environment,
 * and answers what it printed. Throws with the output when it fails.
 */
export function runScript(
  file: string,
  args: readonly string[],
  environment: Environment,
  timeoutMs = 120_000,
): Promise<string> {
  return new Promise((resolvePromise, reject) => {
    const child = spawn(process.execPath, [resolve(REPOSITORY, file), ...args], {
      cwd: REPOSITORY,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(timeoutMs),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolvePromise(output.trim());
      else reject(new Error(`${file} failed:\n${output.trim()}`));
    });
  });
}
