/** Korean won, always a whole number (KRW has no minor unit, ISO 4217). */
export type Won = number;

/** Adds amounts; throws if the sum is not an exact whole number. */
export function sumWon(amounts: readonly Won[]): Won {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (!Number.isSafeInteger(total)) throw new RangeError(`${total} is not a whole number of won`);
  return total;
}
