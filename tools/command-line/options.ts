import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Invalid arguments; the message says why. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
}

/** The values of these options and of `--help`. Throws an `ArgumentError`. */
export function readOptions<const O extends ParseArgsOptionsConfig>(argv: readonly string[], options: O) {
  try {
    return parseArgs({
      args: [...argv],
      options: { ...options, help: { type: 'boolean', short: 'h', default: false } },
    }).values;
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error));
  }
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The number of an option: a whole one, unless the lower bound is a fraction. */
export function readNumber(name: string, text: string, { min, max }: Bounds): number {
  const form = Number.isInteger(min) ? /^\d+$/ : /^\d+(\.\d+)?$/;
  const value = form.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new ArgumentError(`--${name} is "${text}", not a number from ${min} to ${max}`);
}
