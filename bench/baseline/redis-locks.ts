import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';

const LOCK_MS = 5_000;
const RETRY_MIN_MS = 5;
const RETRY_SPREAD_MS = 20;
const PATIENCE_MS = 3_000;

/** Removes a lock only where it is still ours (the pattern of Redis's own manual page of SET). */
const RELEASE = `
  for _, key in ipairs(KEYS) do
    if redis.call('GET', key) == ARGV[1] then redis.call('DEL', key) end
  end`;

/** Runs the work under a lock per name, all or none. Null without the locks after 3 s of tries. */
export async function withRedisLocks<T>(
  redis: Redis,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T | null> {
  const owner = randomUUID();
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!(await lockAll(redis, names, owner))) {
    if (performance.now() > deadlineMs) return null;
    await pause(RETRY_MIN_MS + Math.random() * RETRY_SPREAD_MS);
  }
  try {
    return await work();
  } finally {
    await release(redis, names, owner);
  }
}

async function lockAll(redis: Redis, names: readonly string[], owner: string): Promise<boolean> {
  const answers = await Promise.all(names.map((name) => redis.set(name, owner, 'PX', LOCK_MS, 'NX')));
  const taken = names.filter((_, index) => answers[index] === 'OK');
  if (taken.length === names.length) return true;
  if (taken.length > 0) await release(redis, taken, owner);
  return false;
}

const release = (redis: Redis, names: readonly string[], owner: string) =>
  redis.eval(RELEASE, names.length, ...names, owner);
