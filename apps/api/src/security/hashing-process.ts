import { constants, setPriority } from 'node:os';
import argon2 from 'argon2';

/**
 * The process that hashes passwords, started by `argon2-hasher.ts`. Its low priority leaves the CPU
 * to requests during a flood of logins. It ends with its parent process.
 */

/** OWASP Password Storage Cheat Sheet: Argon2id with at least 19 MiB, two passes, one lane. */
const COST = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** A password to hash, or to compare with a hash. */
export interface HashingTask {
  readonly id: number;
  readonly password: string;
  readonly passwordHash: string | null;
}

/** `result`: the hash, or whether the password matched; null for an unreadable hash. */
export interface HashingAnswer {
  readonly id: number;
  readonly result: string | boolean | null;
}

const isTask = (message: unknown): message is HashingTask =>
  typeof message === 'object' && message !== null && 'password' in message;

const work = ({ password, passwordHash }: HashingTask): Promise<string | boolean> =>
  passwordHash === null ? argon2.hash(password, COST) : argon2.verify(passwordHash, password);

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (!isTask(message)) return;
  const { id } = message;
  work(message)
    .catch(() => null)
    .then((result) => process.send?.({ id, result } satisfies HashingAnswer))
    .catch(() => process.exit(1));
});
