import { parseArgs } from 'node:util';
import { type Bounds, readNumber } from '../command-line/options.ts';

export interface DemoArguments {
  readonly fans: number;
  readonly seats: number;
  readonly seed: number;
  readonly deadlineSeconds: number;
}

interface NumberOption extends Bounds {
  readonly fallback: number;
  readonly help: string;
}

const OPTIONS = {
  fans: { fallback: 2_000, min: 1, max: 20_000, help: 'number of fans' },
  seats: { fallback: 500, min: 1, max: 20_000, help: 'number of seats' },
  seed: { fallback: 7, min: 0, max: 4_294_967_295, help: 'a seed always draws the same fans' },
  deadline: { fallback: 300, min: 30, max: 3_600, help: 'the limit for the rush in seconds' },
} as const satisfies Record<string, NumberOption>;

export const HELP = `npm run demo -- [options]

Runs an on-sale rush over HTTP against the running system (npm start), or against one of its own.
Ends with a report, people at the door and an audit of the database. The exit code is 0 only when everything holds.

${Object.entries(OPTIONS)
  .map(
    ([name, { help, min, max, fallback }]) =>
      `  --${name.padEnd(9)} <n>  ${help}; ${min} to ${max}, default ${fallback}`,
  )
  .join('\n')}
  --help           this text

DATA_DIR is the folder of the system's data, as for npm start (.local).`;

/** Reads the command line. Throws an `ArgumentError` if it is invalid. */
export function readArguments(argv: readonly string[]): DemoArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { fans: text, seats: text, seed: text, deadline: text },
  });
  const read = (name: keyof typeof OPTIONS) =>
    readNumber(name, values[name] ?? String(OPTIONS[name].fallback), OPTIONS[name]);
  return { fans: read('fans'), seats: read('seats'), seed: read('seed'), deadlineSeconds: read('deadline') };
}
