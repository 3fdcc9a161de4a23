import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The folder that holds apps/, packages/ and tools/. */
export const REPOSITORY = resolve(import.meta.dirname, '../../../..');

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs a TypeScript file of the repository to its end with this Node and only the given
 * environment. Returns its output. Throws with the output if it fails.
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
