import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** A command that Redis executed. */
export interface Executed {
  readonly args: readonly string[];
  /** Whether a script called it. */
  readonly isOfScript: boolean;
}

/**
 * Calls back for each command of any client, in order (MONITOR). Resolves when it has begun, with
 * what ends it. That of ioredis 6.0.0 fails if a command is reported before it expects one.
 */
export async function monitorRedis(
  url: string,
  onExecuted: (command: Executed) => void,
): Promise<() => void> {
  const { hostname, port, username, password } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = createInterface(socket);
  const begun = once(lines, 'line');
  if (password !== '') socket.write(`AUTH ${username || 'default'} ${decodeURIComponent(password)}\r\n`);
  socket.write('MONITOR\r\n');
  const [answer] = await begun;
  if (answer !== '+OK') throw new Error(`Redis at ${hostname}:${port} answers MONITOR with ${answer}`);
  lines.on('line', (line) => {
    const [, source, words = ''] = REPORT.exec(line) ?? [];
    if (source === undefined) return;
    const args = [...words.matchAll(WORD)].map(([, word = '']) => word.replace(/\\(.)/g, '$1'));
    onExecuted({ args, isOfScript: source === 'lua' });
  });
  return () => socket.destroy();
}

/** `+1700000000.000001 [0 127.0.0.1:50000] "get" "key"`; the source of a script's call is `lua`. */
const REPORT = /^\+[\d.]+ \[\d+ (\S+)\] (.*)$/;
const WORD = /"((?:[^"\\]|\\.)*)"/g;
