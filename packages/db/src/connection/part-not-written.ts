/**
 * A part of a larger write did not write the expected rows. The transaction must be rolled back.
 */
export class PartNotWritten extends Error {
  override name = 'PartNotWritten';
  readonly part: string;
  constructor(part: string, wrote: number, expected: number) {
    super(`${part}: ${wrote} rows written where ${expected} had to be`);
    this.part = part;
  }
}
