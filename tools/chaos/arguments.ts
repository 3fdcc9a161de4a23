import { parseArgs } from 'node:util';

export interface ChaosArguments {
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly fans: number;
  /** For how long PostgreSQL refuses writes, instead of the faults of the seed. */
  readonly readOnlySeconds: number | null;
  /** The file for the whole result as JSON. */
  readonly json: string | null;
  /** The file for the logs of the processes. */
  readonly log: string | null;
  /** Whether to write a table of the seeds into docs/reliability.md. */
  readonly publish: boolean;
}

/** Invalid arguments; the message says why. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
}

const DEFAULTS = { seed: '1', minutes: '1', fans: '40' } as const;
/** Fans do not refresh their tokens, which are good for an hour at most. */
const MOST_MINUTES = 50;
const MOST_SEEDS = 1_000;
const MOST_FANS = 500;
const MOST_READ_ONLY_SECONDS = 600;

export const HELP = `npm run chaos -- [options]

Starts a whole system of its own, drives fans through it, breaks servers, processes and connections as the seed says,
heals everything, and checks the history of every request. The exit code is 0 only when everything holds.

  --seed <n>       which faults and which fans; default ${DEFAULTS.seed}
  --seeds <a-b>    several seeds, one after another, a line each
  --minutes <m>    how long the load and the faults last, 0.25 to ${MOST_MINUTES}; default ${DEFAULTS.minutes}
  --fans <n>       fans at once, 1 to ${MOST_FANS}; default ${DEFAULTS.fans}
  --read-only <s>  instead of the seed's faults, PostgreSQL refuses writes once for so many seconds, 1 to ${MOST_READ_ONLY_SECONDS}
  --json <file>    writes the result, every command with its history
  --log <file>     writes what the processes say
  --publish        puts a table of the seeds into docs/reliability.md
  --help           this text`;

/** Reads the command line. Throws an `ArgumentError` if it is invalid. */
export function readArguments(argv: readonly string[]): ChaosArguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  return {
    seeds: values.seeds === undefined ? [number('seed', values.seed, 0, 2 ** 32 - 1)] : range(values.seeds),
    minutes: number('minutes', values.minutes, 0.25, MOST_MINUTES),
    fans: number('fans', values.fans, 1, MOST_FANS),
    readOnlySeconds:
      values['read-only'] === undefined
        ? null
        : number('read-only', values['read-only'], 1, MOST_READ_ONLY_SECONDS),
    json: values.json ?? null,
    log: values.log ?? null,
    publish: values.publish,
  };
}

function parse(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        seed: { ...text, default: DEFAULTS.seed },
        seeds: text,
        minutes: { ...text, default: DEFAULTS.minutes },
        fans: { ...text, default: DEFAULTS.fans },
        'read-only': text,
        json: text,
        log: text,
        publish: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function number(name: string, text: string, min: number, max: number): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ArgumentError(`--${name} is "${text}", not a number from ${min} to ${max}`);
}

function range(text: string): readonly number[] {
  const [first = Number.NaN, last = Number.NaN] = text.split('-').map(Number);
  if (Number.isInteger(first) && last >= first && last - first < MOST_SEEDS) {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }
  throw new ArgumentError(`--seeds is "${text}", not a range such as 1-20`);
}
