import { parseArgs } from 'node:util';
import { ArgumentError, readNumber } from '../command-line/options.ts';

export interface ChaosArguments {
  readonly seeds: readonly number[];
  readonly minutes: number;
  readonly fans: number;
  /** The file for the whole result as JSON. */
  readonly json: string | null;
  /** The file for the logs of the processes. */
  readonly log: string | null;
  /** Whether to write a table of the seeds into docs/reliability.md. */
  readonly publish: boolean;
}

const MOST_SEEDS = 1_000;
const BOUNDS = {
  seed: { min: 0, max: 2 ** 32 - 1 },
  /** Fans do not refresh their tokens, which are valid for an hour. */
  minutes: { min: 0.25, max: 50 },
  fans: { min: 1, max: 500 },
} as const;

export const HELP = `npm run chaos -- [options]

Starts a whole system of its own, drives fans through it, breaks servers, processes and connections as the seed says,
heals everything, and checks the history of every request. The exit code is 0 only when everything holds.

  --seed <n>       the seed of the faults and the fans; default 1
  --seeds <a-b>    several seeds, one after another, a line each
  --minutes <m>    how long the load and the faults last, ${BOUNDS.minutes.min} to ${BOUNDS.minutes.max}; default 1
  --fans <n>       fans at once, 1 to ${BOUNDS.fans.max}; default 40
  --json <file>    writes the result, every command with its history
  --log <file>     writes the output of the processes
  --publish        writes a table of the seeds into docs/reliability.md
  --help           this text`;

/** Reads the command line. Throws an `ArgumentError` if it is invalid. */
export function readArguments(argv: readonly string[]): ChaosArguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { ...text, default: '1' },
      seeds: text,
      minutes: { ...text, default: '1' },
      fans: { ...text, default: '40' },
      json: text,
      log: text,
      publish: { type: 'boolean', default: false },
    },
  });
  const read = (name: keyof typeof BOUNDS, value: string) => readNumber(name, value, BOUNDS[name]);
  return {
    seeds: values.seeds === undefined ? [read('seed', values.seed)] : range(values.seeds),
    minutes: read('minutes', values.minutes),
    fans: read('fans', values.fans),
    json: values.json ?? null,
    log: values.log ?? null,
    publish: values.publish,
  };
}

function range(text: string): readonly number[] {
  const [first = Number.NaN, last = Number.NaN] = text.split('-').map(Number);
  if (Number.isInteger(first) && last >= first && last - first < MOST_SEEDS) {
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }
  throw new ArgumentError(`--seeds is "${text}", not a range such as 1-20`);
}
