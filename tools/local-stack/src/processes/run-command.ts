import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly timeoutMs: number;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** How a command ended: its code is undefined when it could not be started or was killed. */
export interface CommandResult {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a shell. A missing program is a result, not an exception. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: AbortSignal.timeout(options.timeoutMs),
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.once('error', (error) => resolve({ code: undefined, stdout, stderr: stderr + error.message }));
    child.once('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
  });
}
