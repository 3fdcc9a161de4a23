import { expect, test } from 'vitest';
import { textArray } from './binary-arrays.ts';
import type { Queryable } from './database.ts';
import { PartNotWritten } from './part-not-written.ts';
import { type WritePart, writeTogether } from './write-together.ts';

const part = (name: string, values: readonly unknown[], rows = 1): WritePart => ({
  name,
  sql: `insert into ${name} values (${values.map((_, n) => `$${n + 1}`).join(', ')}) returning 1`,
  values,
  rows,
});

function makeTx(counts: Readonly<Record<string, number>>) {
  const asked: { text: string; values: readonly unknown[] | undefined }[] = [];
  const tx: Queryable = {
    query: async <R extends object>(text: string, values?: readonly unknown[]) => {
      asked.push({ text, values });
      return [counts] as unknown as R[];
    },
  };
  return { tx, asked };
}

test('writes all parts in one statement, each with its own parameters', async () => {
  const { tx, asked } = makeTx({ a: 1, b: 1, c: 1 });
  const many = Array.from({ length: 11 }, (_, n) => n);
  await writeTogether(tx, [part('a', ['x', 'y']), part('b', many), part('c', ['z'])]);
  expect(asked).toHaveLength(1);
  const { text = '', values } = asked[0] ?? {};
  expect(values).toEqual(['x', 'y', ...many, 'z']);
  expect(text).toContain('a as (insert into a values ($1, $2) returning 1)');
  expect(text).toContain(
    'b as (insert into b values ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) returning 1)',
  );
  expect(text).toContain('c as (insert into c values ($14) returning 1)');
});

test('names the part that wrote an unexpected number of rows, and the ids in it', async () => {
  const { tx } = makeTx({ a: 1, b: 2 });
  const values = [textArray(['res_1', 'res_2']), 'usr_7', 150_000, new Date(0), null];
  const written = writeTogether(tx, [part('a', []), part('b', values, 3)]);
  await expect(written).rejects.toBeInstanceOf(PartNotWritten);
  await expect(written).rejects.toMatchObject({
    part: 'b',
    message: 'b: 2 rows written, expected 3, of res_1, res_2, usr_7',
  });
});

test('allows a part to write fewer rows, and never more', async () => {
  const { tx } = makeTx({ a: 0, b: 2 });
  await writeTogether(tx, [{ ...part('a', []), allowFewer: true }]);
  const written = writeTogether(tx, [{ ...part('b', []), allowFewer: true }]);
  await expect(written).rejects.toMatchObject({ part: 'b' });
});

test('sends no statement without parts', async () => {
  const { tx, asked } = makeTx({});
  await writeTogether(tx, []);
  expect(asked).toEqual([]);
});
