import { randomBytes } from 'node:crypto';
import { deleteKeysContaining } from '@concert-mania/local-stack/redis/redis-admin';
import { afterAll, inject } from 'vitest';
import type {} from './provided-context.ts';

export type TestRedis = {
  readonly url: string;
  /** Put it in front of (or anywhere in) every key; keys with it are removed after the file's last test. */
  readonly prefix: string;
};

/** The Redis shared by the test run and a key prefix that no other file has: call it at the top of the test file. */
export function testRedis(): TestRedis {
  const url = inject('testRedisUrl');
  const prefix = `t${randomBytes(6).toString('hex')}`;
  afterAll(() => deleteKeysContaining(url, prefix));
  return { url, prefix };
}
