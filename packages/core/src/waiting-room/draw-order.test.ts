import { describe, expect, it, vi } from 'vitest';
import { makeDrawOrder } from './draw-order.ts';
import type { DrawLease, Gathered } from './ports.ts';

const gathered: readonly Gathered[] = Array.from({ length: 2_345 }, (_, n) => ({
  accountId: `usr_${n}`,
  token: `t${(n * 7_919) % 2_345}`,
}));
const hmac = (seed: string, token: string) =>
  `${Number(token.slice(1)).toString(16).padStart(3, '0')}${seed}`;

/** A lease that is lost at its `lostAt`th call. */
function leaseOver(lostAt = Number.POSITIVE_INFINITY) {
  const sequences = new Map<string, number>();
  let calls = 0;
  let finished = false;
  const held = () => {
    calls += 1;
    return calls < lostAt;
  };
  const lease: DrawLease = {
    seed: 's',
    gathered: gathered.length,
    read: async (first, count) => (held() ? gathered.slice(first, first + count) : null),
    write: async (first, accounts) => {
      if (!held()) return false;
      for (const [i, account] of accounts.entries()) sequences.set(account, first + i);
      return true;
    },
    finish: async () => {
      finished = held();
      return finished;
    },
  };
  return { lease, sequences, isFinished: () => finished };
}

describe('drawing the order', () => {
  it('gives every gathered fan one sequence number from 1 on, ascending by HMAC', async () => {
    const { lease, sequences, isFinished } = leaseOver();
    const onDrawn = vi.fn();
    expect(await makeDrawOrder({ draws: { begin: async () => lease }, hmac, onDrawn })('con_1')).toBe(true);
    expect(onDrawn.mock.calls).toEqual([['con_1', gathered.length]]);
    expect([...sequences.values()].toSorted((a, b) => a - b)).toEqual(gathered.map((_, i) => i + 1));
    for (const { accountId, token } of gathered) {
      expect(sequences.get(accountId)).toBe(Number(token.slice(1)) + 1);
    }
    expect(isFinished()).toBe(true);
  });

  it('does not open the room once the lease is lost, at any step', async () => {
    for (let lostAt = 1; lostAt <= 7; lostAt += 1) {
      const { lease, isFinished } = leaseOver(lostAt);
      const onDrawn = vi.fn();
      expect(await makeDrawOrder({ draws: { begin: async () => lease }, hmac, onDrawn })('con_1')).toBe(
        false,
      );
      expect(isFinished()).toBe(false);
      expect(onDrawn).not.toHaveBeenCalled();
    }
  });

  it('does nothing when no draw is due', async () => {
    expect(await makeDrawOrder({ draws: { begin: async () => null }, hmac })('con_1')).toBe(false);
  });
});
