import { describe, expect, it } from 'vitest';
import { command, db, decide, owners, seats, worker } from './testing/batches.ts';

describe('ownership of a partition', () => {
  it('is exclusive, and free at once after a release', async () => {
    const [first, second] = [worker('first'), worker('second')];
    const mine = await first.claim(5);
    expect(await second.claim(5)).toBeNull();
    await mine?.release();
    const theirs = await second.claim(5);
    expect(theirs).not.toBeNull();
    await theirs?.release();
  });

  it('reports the number of workers, how many come first, and the owned partitions', async () => {
    const [early, other] = [worker('early'), worker('other')];
    const held = await other.claim(7);
    const alone = await other.beat([7], [7]);
    expect(alone).toMatchObject({ workers: 1, rank: 0 });
    expect([...alone.taken].sort()).toEqual([0, 7]);
    expect(await early.beat([], [])).toMatchObject({ workers: 2, rank: 0 });
    expect(await other.beat([7], [7])).toMatchObject({ workers: 2, rank: 1 });
    await early.leave();
    await other.leave();
    await held?.release();
  });

  it('is taken from a frozen owner, whose late write then changes nothing', async () => {
    const frozen = worker('frozen');
    const mine = await frozen.claim(9);
    if (!mine) throw new Error('not claimed');
    await db.query(`update hold_partitions set seen_at = now() - interval '9 seconds' where partition = 9`);
    const watcher = worker('watcher');
    await watcher.beat([], []);
    await mine.lost;
    const theirs = await watcher.claim(9);
    expect(theirs).not.toBeNull();
    await expect(mine.batches.decideInOrder([command(seats(1))], decide)).rejects.toThrow();
    expect(await owners()).toEqual([]);
    await theirs?.release();
    await watcher.leave();
  });

  it('is left to an owner that is alive', async () => {
    const alive = worker('alive');
    const mine = await alive.claim(10);
    await alive.beat([10], [10]);
    await worker('watcher').beat([], []);
    expect(mine?.isLost()).toBe(false);
    await mine?.release();
  });
});
