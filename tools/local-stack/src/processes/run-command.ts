import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

/** The folder that holds apps/, packages/ and tools/. */
export const REPOSITORY = resolve(import.meta.dirname, '../../../..');

export type Environment = Readonly<Record<string, string | undefined>>;

interface CommandOptions {
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** The environment of this process if absent. */
  readonly env?: Environment;
  readonly uid?: number;
  readonly gid?: number;
}

/** The end of a command. Its code is undefined if it did not start or was killed. */
export interface CommandResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const MOST_OUTPUT_BYTES = 2 ** 26;
const SCRIPT_TIMEOUT_MS = 120_000;

/** Runs a program to its end, without a shell. A missing program is a result, not an exception. */
export const runCommand = (
  command: string,
  args: readonly string[],
  { timeoutMs, ...options }: CommandOptions,
): Promise<CommandResult> =>
  new Promise((resolveResult) => {
    const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT_BYTES } as const;
    const child = execFile(command, args, { cwd: '/', ...limits, ...options }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined;
      resolveResult({ code, stdout, stderr: code === undefined ? `${stderr}${error?.message}` : stderr });
    });
    child.stdin?.end();
  });

/**
 * Runs a TypeScript file of the repository to its end with this Node and only the given
 * environment. Returns its output. Throws with the output if it fails.
 */
export async function runScript(file: string, args: readonly string[], env: Environment): Promise<string> {
  const words = [resolve(REPOSITORY, file), ...args];
  const options = { cwd: REPOSITORY, env, timeoutMs: SCRIPT_TIMEOUT_MS };
  const { code, stdout, stderr } = await runCommand(process.execPath, words, options);
  const output = `${stdout}${stderr}`.trim();
  if (code !== 0) throw new Error(`${file} failed:\n${output}`);
  return output;
}
