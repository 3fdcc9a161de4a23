import { expect, it } from 'vitest';
import { rideOut } from './ride-out.ts';

const AWAY = new Error('the database is away');
const HOUR_MS = 3_600_000;

function world(withMemory = false) {
  const state = { answer: 'first' as string | Error | null, nowMs: 0, loads: 0, hang: false };
  const outside = new Map<string, string>();
  const find = rideOut<string>(
    async () => {
      state.loads += 1;
      if (state.hang) return new Promise<string>(() => {});
      if (state.answer instanceof Error) throw state.answer;
      return state.answer;
    },
    {
      isAway: (error) => error === AWAY,
      maxAgeMs: HOUR_MS,
      maxEntries: 2,
      nowMs: () => state.nowMs,
      ...(withMemory && {
        memory: {
          keep: async (key, value) => void outside.set(key, value),
          recall: async (key) => outside.get(key) ?? null,
        },
      }),
    },
  );
  return { state, find, outside };
}

it('answers with the last value while the source is down, and with new values when it is back', async () => {
  const { state, find } = world();
  expect(await find('a')).toBe('first');
  state.answer = AWAY;
  expect(await find('a')).toBe('first');
  state.answer = 'second';
  await find('a');
  expect(await find('a')).toBe('second');
});

it('does not wait for a source known to be down, and sends it one query at a time', async () => {
  const { state, find } = world();
  await find('a');
  state.answer = AWAY;
  await find('a');
  state.hang = true;
  const { loads } = state;
  for (let n = 0; n < 3; n += 1) expect(await find('a')).toBe('first');
  expect(state.loads).toBe(loads + 1);
});

it('throws if no value or only an old one is stored, and on any other fault', async () => {
  const { state, find } = world();
  await find('a');
  state.answer = AWAY;
  await expect(find('b')).rejects.toBe(AWAY);
  state.nowMs = HOUR_MS;
  await expect(find('a')).rejects.toBe(AWAY);
  state.answer = new Error('a bug');
  await expect(find('a')).rejects.toThrow('a bug');
});

it('drops values that the source no longer has, and the oldest beyond its limit', async () => {
  const { state, find } = world();
  for (const key of ['a', 'b', 'c']) await find(key);
  state.answer = null;
  expect(await find('b')).toBeNull();
  state.answer = AWAY;
  await expect(find('a')).rejects.toBe(AWAY);
  await expect(find('b')).rejects.toBe(AWAY);
  expect(await find('c')).toBe('first');
});

it('prefers the values of other processes, also after a restart', async () => {
  const { state, find, outside } = world(true);
  outside.set('b', 'of another process');
  await find('a');
  expect(outside.get('a')).toBe('first');
  state.answer = AWAY;
  outside.set('a', 'newer');
  expect(await find('a')).toBe('newer');
  expect(await find('b')).toBe('of another process');
});
