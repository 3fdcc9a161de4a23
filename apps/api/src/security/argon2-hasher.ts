import { randomBytes } from 'node:crypto';
import type { PasswordHasher } from '@concert-mania/core/identity/ports';
import argon2 from 'argon2';

/** OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Half of libuv's four threads: the others stay free for name lookups and files while a flood of logins is hashed. */
const PARALLEL_HASHES = 2;
const MAX_WAITING = 500;

/** Too many passwords are being hashed already; the client should come back. */
export class HasherBusyError extends Error {
  override name = 'HasherBusyError';
}

/** Hashes passwords with Argon2id, at most two at a time, at most 500 waiting; throws `HasherBusyError` beyond. */
export async function makeArgon2Hasher(): Promise<PasswordHasher> {
  const limited = limitParallel(PARALLEL_HASHES, MAX_WAITING);
  // Stands in for the hash of an account that does not exist: checking it takes the same time and never succeeds.
  const nobody = await argon2.hash(randomBytes(32), COST);
  return {
    hash: (password) => limited(() => argon2.hash(password, COST)),
    verify: async (passwordHash, password) => {
      const matches = await limited(() => argon2.verify(passwordHash ?? nobody, password));
      return matches && passwordHash !== null;
    },
  };
}

function limitParallel(parallel: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= parallel) {
      if (waiting.length >= maxWaiting) throw new HasherBusyError('too many passwords are waiting');
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
