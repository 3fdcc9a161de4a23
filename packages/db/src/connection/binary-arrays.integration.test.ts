import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { expect, test } from 'vitest';
import { bigintArray, intArray, jsonArray, textArray, timestampArray } from './binary-arrays.ts';

const db = openForTest(await testDatabase());

async function roundTrip(type: string, array: Buffer): Promise<readonly unknown[]> {
  const rows = await db.query<{ value: unknown }>(`select unnest($1::${type}[]) as value`, [array]);
  return rows.map((row) => row.value);
}

test('texts arrive unchanged, with all characters that need escaping elsewhere', async () => {
  const texts = ['', 'res_1', '{"a",b}', 'back\\slash', 'NULL', '콘서트 🎫', '\n\t'];
  expect(await roundTrip('text', textArray(texts))).toEqual(texts);
});

test('numbers arrive exactly, up to the ends of their range', async () => {
  const ints = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)];
  expect(await roundTrip('int', intArray(ints))).toEqual(ints);
  const bigints = [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
  expect(await roundTrip('bigint', bigintArray(bigints))).toEqual(bigints);
});

test('times arrive to the millisecond, before and after the year 2000', async () => {
  const times = ['1969-12-31T23:59:59.999Z', '1999-12-31T23:59:59.001Z', '2026-11-20T08:00:00.123Z'];
  const dates = times.map((time) => new Date(time));
  expect(await roundTrip('timestamptz', timestampArray(dates))).toEqual(dates);
});

test('documents arrive as serialised, and invalid JSON is refused', async () => {
  const documents = [{ b: [1, '"콘서트"'], a: null }, [], 'text'];
  const texts = documents.map((document) => JSON.stringify(document));
  expect(await roundTrip('json', jsonArray(texts))).toEqual(documents);
  const [row] = await db.query<{ text: string }>('select ($1::json[])[1]::text as text', [jsonArray(texts)]);
  expect(row?.text).toBe(texts[0]);
  await expect(roundTrip('json', jsonArray(['{']))).rejects.toMatchObject({ code: '22P02' });
});

test('an empty array has no elements', async () => {
  expect(await roundTrip('text', textArray([]))).toEqual([]);
});

test('a number that does not fit is refused before it is sent', () => {
  expect(() => intArray([2 ** 31])).toThrow(RangeError);
  expect(() => bigintArray([0.5])).toThrow(RangeError);
  expect(() => timestampArray([new Date(Number.NaN)])).toThrow(RangeError);
});
