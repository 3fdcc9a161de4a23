/** Invalid arguments; the message says why. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
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
