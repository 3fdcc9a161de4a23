import { expect, test } from 'vitest';
import type { Database } from './database.ts';
import { makePatientDatabase } from './patient-database.ts';

function fakeDatabase(name: string, calls: string[]): Database {
  const note = (verb: string) => void calls.push(`${name} ${verb}`);
  return {
    query: async () => {
      note('query');
      return [];
    },
    transaction: (work) => {
      note('transaction');
      return work({ query: async () => [] });
    },
    ping: async () => note('ping'),
    usage: () => ({ total: 0, idle: 0, waiting: 0 }),
    close: async () => note('close'),
  };
}

test('checks that the server answers before each piece of work, and fails fast if it does not', async () => {
  const calls: string[] = [];
  const patient = fakeDatabase('patient', calls);
  const db = makePatientDatabase(patient, fakeDatabase('prompt', calls));
  await db.query('select 1');
  await db.transaction(async () => undefined);
  expect(calls).toEqual(['prompt ping', 'patient query', 'prompt ping', 'patient transaction']);
  calls.length = 0;
  const away = makePatientDatabase(patient, { ping: () => Promise.reject(new Error('away')) });
  await expect(away.query('select 1')).rejects.toThrow('away');
  await expect(away.transaction(async () => undefined)).rejects.toThrow('away');
  expect(calls).toEqual([]);
});
