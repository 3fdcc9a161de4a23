import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** The source of a password. */
export interface PasswordInput {
  readonly stdin: NodeJS.ReadStream;
  readonly say: (text: string) => void;
}

/**
 * Prompts twice without an echo at a terminal; otherwise reads the first line of standard input.
 * Null if there is none or the two differ.
 */
export async function readPassword({ stdin, say }: PasswordInput): Promise<string | null> {
  if (!stdin.isTTY) return firstLine(stdin);
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    say('Password: ');
    const password = await lines.question('');
    say('\nAgain: ');
    const again = await lines.question('');
    say('\n');
    return password !== '' && password === again ? password : null;
  } finally {
    lines.close();
  }
}

const silent = new Writable({ write: (_chunk, _encoding, done) => done() });

async function firstLine(stdin: NodeJS.ReadStream): Promise<string | null> {
  const [line = ''] = (await text(stdin)).split(/\r?\n/);
  return line === '' ? null : line;
}
