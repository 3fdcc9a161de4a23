import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PasswordHasher } from '@concert-mania/core/identity/ports';
import type { HashingAnswer, HashingTask } from './hashing-process.ts';
import { BusyError, limitParallel } from './limit-parallel.ts';

const PROGRAM = join(import.meta.dirname, 'hashing-process.ts');
/** Half of libuv's four threads. More would only make each of them wait longer for a core. */
const PARALLEL_HASHES = 2;
const MAX_WAITING = 128;

/**
 * Hashes passwords with Argon2id in a process of low priority, at most two at a time, at most 128 waiting; throws a
 * `BusyError` beyond, and when that process dies. It is started again by the next password.
 */
export async function makeArgon2Hasher(): Promise<PasswordHasher> {
  const limited = limitParallel(PARALLEL_HASHES, MAX_WAITING);
  const run = openHashingProcess();
  const hash = async (password: string): Promise<string> => {
    const result = await limited(() => run(password, null));
    if (typeof result !== 'string') throw new Error('a password was not hashed');
    return result;
  };
  // Stands in for the hash of an account that does not exist: checking it takes the same time and never succeeds.
  const nobody = await hash(randomBytes(32).toString('hex'));
  return {
    hash,
    verify: async (passwordHash, password) => {
      const matches = await limited(() => run(password, passwordHash ?? nobody));
      return matches === true && passwordHash !== null;
    },
  };
}

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
    // Who waits for a password keeps this process alive; this one's own end is not held up.
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
