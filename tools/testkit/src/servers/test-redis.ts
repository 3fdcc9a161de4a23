import { randomBytes } from 'node:crypto';
import { deleteKeysContaining } from '@concert-mania/local-stack/redis/redis-admin';
import { afterAll, inject } from 'vitest';
import type {} from './provided-context.ts';

export type TestRedis = {
  readonly url: string;
  /** The prefix of every key. Keys with it are deleted after the file's last test. */
  readonly prefix: string;
};

/** The Redis of the test run with the file's own key prefix. Call it at the top of the file. */
export function testRedis(): TestRedis {
  const url = inject('testRedisUrl');
  const prefix = `t${randomBytes(6).toString('hex')}`;
  afterAll(() => deleteKeysContaining(url, prefix));
  return { url, prefix };
}
