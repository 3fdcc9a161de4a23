import { existsSync } from 'node:fs';
import { APP_NAMES } from '@concert-mania/local-stack/stack-plan';
import { expect, it } from 'vitest';
import { withOwnSystem } from './own-system.ts';

const OPTIONS = {
  replicas: Object.fromEntries(APP_NAMES.map((name) => [name, 0])),
  log: () => undefined,
};

it('runs the work on a migrated database and removes the data, also after a fault', async () => {
  const folders: string[] = [];
  const seats = await withOwnSystem('test', OPTIONS, async ({ db, dataDir }) => {
    folders.push(dataDir);
    return db.query('select from seats');
  });
  expect(seats).toEqual([]);
  const fault = new Error('a fault of the work');
  const failed = withOwnSystem('test', OPTIONS, ({ dataDir }) => {
    folders.push(dataDir);
    throw fault;
  });
  await expect(failed).rejects.toBe(fault);
  expect(folders).toHaveLength(2);
  expect(folders.filter(existsSync)).toEqual([]);
}, 120_000);
