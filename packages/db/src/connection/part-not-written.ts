interface Part {
  readonly name: string;
  readonly values: readonly unknown[];
  readonly rows: number;
}

/** A part of a larger write wrote an unexpected number of rows. Roll back the transaction. */
export class PartNotWritten extends Error {
  override name = 'PartNotWritten';
  readonly part: string;
  constructor({ name, rows, values }: Part, wrote: number) {
    super(`${name}: ${wrote} rows written, expected ${rows}, of ${idsIn(values).join(', ')}`);
    this.part = name;
  }
}

const MOST_IDS = 10;
const ID = /\b[a-z]{3}_[0-9a-z]+\b/g;

/** The first ids among parameters. Binary arrays have them as text. */
function idsIn(values: readonly unknown[]): readonly string[] {
  const ids = values.flatMap((value) => String(value).match(ID) ?? []);
  return [...new Set(ids)].slice(0, MOST_IDS);
}
