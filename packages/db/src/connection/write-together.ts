import { prepared, type Queryable } from './database.ts';
import { PartNotWritten } from './part-not-written.ts';

/** A statement that writes rows: its parameters start at $1, and it states its number of rows. */
export interface WritePart {
  /** A SQL identifier; an error names it. */
  readonly name: string;
  /**
   * Ends in a `returning` clause. Must not touch rows of another part. It is planned once: where it
   * joins an array, the transaction must be `byKey`.
   */
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly rows: number;
  /** Some rows may exist already. */
  readonly allowFewer?: boolean;
}

/**
 * Writes several parts in one statement, so a transaction waits for the database once. All parts
 * see the state before the statement; foreign keys are checked at its end. Throws `PartNotWritten`.
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
  const [row] = await tx.query<Record<string, number>>(prepared(text), values);
  for (const part of parts) {
    const wrote = row?.[part.name] ?? 0;
    if (part.allowFewer ? wrote > part.rows : wrote !== part.rows) throw new PartNotWritten(part, wrote);
  }
}
