/** A part of a larger write wrote an unexpected number of rows. Roll back the transaction. */
export class PartNotWritten extends Error {
  override name = 'PartNotWritten';
  readonly part: string;
  constructor(part: string, wrote: number, expected: number) {
    super(`${part}: ${wrote} rows written, expected ${expected}`);
    this.part = part;
  }
}
