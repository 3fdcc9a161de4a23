import { expect, it } from 'vitest';
import { statementName } from './statement-name.ts';

it.each([
  ['select id from reservations where id = $1', 'select reservations'],
  ['insert into hold_workers (worker_id) values ($1) on conflict do update set x = 1', 'insert hold_workers'],
  ['with moved as (update seats s set sold = true from (select 1) o returning 1) select 1', 'update seats'],
  ['with locked as materialized (select id from payments for update of p) select 1', 'select payments'],
  ['select extract(epoch from now()) from unnest($1::text[]) n join x on true', 'select'],
  ['delete from sessions where id = $1', 'delete sessions'],
  ["set local statement_timeout = '1s'", 'set'],
  ['begin', 'begin'],
])('names %j %j', (text, name) => {
  expect(statementName(text)).toBe(name);
});

it('gives a limited number of names', () => {
  const names = new Set(Array.from({ length: 500 }, (_, n) => statementName(`select 1 from t${letters(n)}`)));
  expect(names.size).toBeLessThan(50);
  expect(names).toContain('other');
});

const letters = (n: number): string => String(n).replaceAll(/\d/g, (d) => 'abcdefghij'.charAt(Number(d)));
