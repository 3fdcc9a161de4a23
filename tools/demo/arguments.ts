import { parseArgs } from 'node:util';

export interface DemoArguments {
  readonly fans: number;
  readonly seats: number;
  readonly seed: number;
  readonly deadlineSeconds: number;
}

/** Invalid arguments; the message says why. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
}

interface NumberOption {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly help: string;
}

const OPTIONS = {
  fans: { fallback: 2_000, min: 1, max: 20_000, help: 'fans that come' },
  seats: { fallback: 500, min: 1, max: 20_000, help: 'seats of the hall' },
  seed: { fallback: 7, min: 0, max: 4_294_967_295, help: 'the same seed draws the same fans' },
  deadline: { fallback: 300, min: 30, max: 3_600, help: 'seconds after which the rush is cut off' },
} as const satisfies Record<string, NumberOption>;
type OptionName = keyof typeof OPTIONS;
const NAMES = Object.keys(OPTIONS) as readonly OptionName[];

const optionLines = NAMES.map((name) => {
  const { help, min, max, fallback } = OPTIONS[name];
  return `  --${name.padEnd(9)} <n>  ${help}; ${min} to ${max}, default ${fallback}`;
});

export const HELP = [
  'npm run demo -- [options]',
  '',
  'An on-sale rush over HTTP against the running system (npm start), or against one that is started for it.',
  'Ends with what happened and an audit of the database; the exit code is 0 only when everything holds.',
  '',
  ...optionLines,
  '  --help           this text',
  '',
  'DATA_DIR tells where the system keeps its data, as for npm start (.local).',
].join('\n');

/**
 * Reads the command line. Throws an `ArgumentError` for anything that is not understood or out of
 * bounds.
 */
export function readArguments(argv: readonly string[]): DemoArguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  const read = (name: OptionName) => readNumber(name, values[name]);
  return {
    fans: read('fans'),
    seats: read('seats'),
    seed: read('seed'),
    deadlineSeconds: read('deadline'),
  };
}

function parse(argv: readonly string[]) {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        fans: string,
        seats: string,
        seed: string,
        deadline: string,
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function readNumber(name: OptionName, text: string | undefined): number {
  const { fallback, min, max } = OPTIONS[name];
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new ArgumentError(`--${name} is "${text}", not a whole number from ${min} to ${max}`);
  }
  return value;
}
