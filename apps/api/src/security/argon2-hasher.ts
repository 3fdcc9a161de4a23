import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PasswordHasher } from '@concert-mania/core/identity/ports';
import type { HashingAnswer, HashingTask } from './hashing-process.ts';
import { BusyError, limitParallel } from './limit-parallel.ts';

const PROGRAM = join(import.meta.dirname, 'hashing-process.ts');
/** Of libuv's four threads. More would only make each wait longer for a core. */
const PARALLEL_VERIFICATIONS = 2;
const PARALLEL_HASHES = 1;
const MAX_WAITING = 128;
/** The cost set in `hashing-process.ts`. */
const COST_IN_HASH = 'm=19456,p=1,t=2';

/**
 * Hashes passwords with Argon2id in a low-priority process: two verifications and one new hash at a
 * time, 128 of each queued. Throws a `BusyError` beyond that and when the process dies.
 */
export async function makeArgon2Hasher(): Promise<PasswordHasher & { waiting(): number }> {
  // Two queues, so a flood of sign-ups does not block logins, or the reverse.
  const verifying = limitParallel(PARALLEL_VERIFICATIONS, MAX_WAITING);
  const hashing = limitParallel(PARALLEL_HASHES, MAX_WAITING);
  const run = openHashingProcess();
  const hash = async (password: string): Promise<string> => {
    const result = await hashing(() => run(password, null));
    if (typeof result !== 'string')
      throw new Error(`the hashing process returned ${typeof result} for a new password`);
    return result;
  };
  // Verified for unknown accounts: it takes the same time as a real hash and never matches.
  const unknownAccountHash = await hash(randomBytes(32).toString('hex'));
  return {
    hash,
    verify: async (passwordHash, password) => {
      const known = passwordHash ?? unknownAccountHash;
      const matches = await verifying(async () => {
        // A hash of a lower cost would answer sooner than an unknown account.
        const [result] = await Promise.all([
          run(password, known),
          isOutdated(known) ? run(password, unknownAccountHash) : undefined,
        ]);
        return result;
      });
      return matches === true && passwordHash !== null;
    },
    isOutdated,
    waiting: () => verifying.waiting() + hashing.waiting(),
  };
}

/** The cost in a hash, such as `m=19456,t=2,p=1`, in any order. */
const costOf = (hash: string): string => (hash.split('$')[3] ?? '').split(',').sort().join();
const isOutdated = (hash: string): boolean => costOf(hash) !== COST_IN_HASH;

type Settle = { readonly done: (result: HashingAnswer['result']) => void; readonly fail: (e: Error) => void };

function openHashingProcess() {
  const waiting = new Map<number, Settle>();
  let child: ChildProcess | undefined;
  let lastId = 0;

  const start = (): ChildProcess => {
    const started = fork(PROGRAM, [], {
      env: {},
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', ({ id, result }: HashingAnswer) => {
      waiting.get(id)?.done(result);
      waiting.delete(id);
    });
    const fail = () => {
      if (child === started) child = undefined;
      for (const { fail: reject } of waiting.values()) reject(new BusyError('the hashing process died'));
      waiting.clear();
    };
    started.on('exit', fail);
    started.on('error', fail);
    // The child is referenced only while a password is pending, so an idle one delays no exit.
    started.unref();
    started.channel?.unref();
    return started;
  };

  return (password: string, passwordHash: string | null): Promise<HashingAnswer['result']> =>
    new Promise((done, fail) => {
      child ??= start();
      lastId += 1;
      waiting.set(lastId, { done, fail });
      child.send({ id: lastId, password, passwordHash } satisfies HashingTask, (error) => {
        if (error) fail(new BusyError('the hashing process cannot be reached'));
      });
    });
}
