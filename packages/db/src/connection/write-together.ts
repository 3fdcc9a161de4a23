import { prepared, type Queryable } from './database.ts';
import { PartNotWritten } from './part-not-written.ts';

/** A statement that writes rows, with its parameters counted from $1, and how many rows it must write. */
export interface WritePart {
  /** A SQL identifier, and what is named when it goes wrong. */
  readonly name: string;
  /** Ends in a `returning` clause. Must not touch rows that another part touches. */
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly rows: number;
  /** It may find that some are there already. */
  readonly orFewer?: boolean;
  /** It joins an array, of whose length a plan made once would know nothing. */
  readonly planAnew?: boolean;
}

/**
 * Writes several parts in one statement, so that a transaction waits for the database once and not once per table. They all see
 * the database as it was before; references among them are checked at the end. Throws `PartNotWritten`.
 */
export async function writeTogether(tx: Queryable, parts: readonly WritePart[]): Promise<void> {
  if (parts.length === 0) return;
  const values: unknown[] = [];
  const written = parts.map((part) => {
    const shift = values.length;
    values.push(...part.values);
    return `${part.name} as (${part.sql.replaceAll(/\$(\d+)/g, (_, n: string) => `$${Number(n) + shift}`)})`;
  });
  const counts = parts.map(({ name }) => `(select count(*) from ${name})::int as ${name}`);
  const text = `with ${written.join(',\n')}\nselect ${counts.join(', ')}`;
  const statement = parts.some((part) => part.planAnew) ? text : prepared(text);
  const [row] = await tx.query<Record<string, number>>(statement, values);
  for (const { name, rows, orFewer = false } of parts) {
    const wrote = row?.[name] ?? 0;
    if (orFewer ? wrote > rows : wrote !== rows) throw new PartNotWritten(name, wrote, rows);
  }
}
