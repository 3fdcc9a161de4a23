import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { describe, expect, it } from 'vitest';
import { makeArgon2Hasher } from './argon2-hasher.ts';
import { BusyError } from './limit-parallel.ts';

const hasher = await makeArgon2Hasher();

/** The hashing processes that this process has started. */
const hashingProcesses = (): number[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, parent, ...command]) =>
        Number(parent) === process.pid && command.join().includes('hashing-process'),
    )
    .map(([pid]) => Number(pid));

describe('passwords', () => {
  it('are hashed with Argon2id at 19 MiB, two passes and one lane', async () => {
    const hash = await hasher.hash('seat-lover-1');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,(t=2,p=1|p=1,t=2)\$/);
    expect(await hasher.verify(hash, 'seat-lover-1')).toBe(true);
    expect(await hasher.verify(hash, 'seat-lover-2')).toBe(false);
  });

  it('match no unknown account', async () => {
    expect(await hasher.verify(null, 'seat-lover-1')).toBe(false);
  });

  it('are hashed in another process with a lower priority', async () => {
    await hasher.hash('seat-lover-1');
    const [pid, ...others] = hashingProcesses();
    expect(others).toEqual([]);
    expect(getPriority(pid)).toBeGreaterThan(getPriority());
  });

  it('are refused when too many wait', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 133 }, () => hasher.verify('not a hash', 'seat-lover-1')),
    );
    const refused = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason] : []));
    expect(refused).toHaveLength(3);
    for (const reason of refused) expect(reason).toBeInstanceOf(BusyError);
  });

  it('are hashed again after the process died; waiting calls fail as busy', async () => {
    const pids = hashingProcesses();
    // Stopped first, so that it cannot answer before it dies.
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const waiting = hasher.hash('seat-lover-1');
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await expect(waiting).rejects.toThrow(BusyError);
    expect(await hasher.hash('seat-lover-1')).toMatch(/^\$argon2id/);
  });
});
