import { describe, expect, it, vi } from 'vitest';
import { startSweepLoop } from './sweep-loop.ts';

const returns = { returnDue: async () => 0 };
const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

function storeThatFails(times: number) {
  let failures = times;
  const store = {
    sweeps: 0,
    expireOverdue: async () => {
      store.sweeps += 1;
      failures -= 1;
      if (failures >= 0) throw new Error('the database is away');
      return { latenessMs: [], broken: [] };
    },
    oldestOverdueMs: async () => 0,
    forgetHoldUses: async () => {},
  };
  return store;
}

describe('the sweep loop', () => {
  it('is not ready while sweeps fail, and ready again when they work', async () => {
    const store = storeThatFails(3);
    const seen: string[] = [];
    const loop = startSweepLoop({ store, returns, everyMs: 1, log: quiet, onSweep: () => {} });
    await vi.waitFor(
      async () => {
        seen.push(
          await loop.check().then(
            () => 'ready',
            () => 'failing',
          ),
        );
        expect(store.sweeps).toBeGreaterThan(4);
      },
      { interval: 1, timeout: 5_000 },
    );
    await loop.stop();
    expect(seen).toContain('failing');
    await expect(loop.check()).resolves.toBeUndefined();
  });

  it('logs a lasting failure once', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const store = storeThatFails(5);
    const loop = startSweepLoop({ store, returns, everyMs: 1, log, onSweep: () => {} });
    await vi.waitFor(() => expect(store.sweeps).toBeGreaterThan(6), { interval: 1, timeout: 5_000 });
    await loop.stop();
    expect(log.error).toHaveBeenCalledTimes(1);
  });

  it('returns cancelled seats after each sweep, and is not ready while that fails', async () => {
    let calls = 0;
    const failing = {
      returnDue: async () => {
        calls += 1;
        if (calls < 3) throw new Error('the database is away');
        return 2;
      },
    };
    const seen: number[] = [];
    const loop = startSweepLoop({
      store: storeThatFails(0),
      returns: failing,
      everyMs: 1,
      log: quiet,
      onSweep: ({ returnedSeats }) => void seen.push(returnedSeats),
    });
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), { interval: 1, timeout: 5_000 });
    await loop.stop();
    expect(seen[0]).toBe(2);
    expect(calls).toBe(seen.length + 2);
  });

  it('logs a broken hold once, excludes it from later sweeps, and reports the number of broken holds', async () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    const error = new Error('does not own its seats');
    const excepted: (readonly string[])[] = [];
    const known: number[] = [];
    const store = {
      expireOverdue: async (_limit: number, except: readonly string[]) => {
        excepted.push(except);
        return { latenessMs: [], broken: except.includes('res_1') ? [] : [{ id: 'res_1', error }] };
      },
      oldestOverdueMs: async () => 0,
      forgetHoldUses: async () => {},
    };
    const onSweep = ({ knownBroken }: { readonly knownBroken: number }) => known.push(knownBroken);
    const loop = startSweepLoop({ store, returns, everyMs: 1, log, onSweep });
    await vi.waitFor(() => expect(known.length).toBeGreaterThan(3), { interval: 1, timeout: 5_000 });
    await loop.check();
    await loop.stop();
    expect(log.error.mock.calls).toEqual([[{ reservationId: 'res_1', err: error }, expect.any(String)]]);
    expect(excepted[1]).toEqual(['res_1']);
    expect(new Set(known)).toEqual(new Set([1]));
  });

  it('does not sweep after it was stopped', async () => {
    const store = storeThatFails(0);
    const loop = startSweepLoop({ store, returns, everyMs: 1, log: quiet, onSweep: () => {} });
    await vi.waitFor(() => expect(store.sweeps).toBeGreaterThan(1), { interval: 1, timeout: 5_000 });
    await loop.stop();
    const { sweeps } = store;
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.sweeps).toBe(sweeps);
  });
});
