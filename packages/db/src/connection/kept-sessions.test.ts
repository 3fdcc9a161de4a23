import { expect, it } from 'vitest';
import { checkKept, SessionsNotKept } from './kept-sessions.ts';

/**
 * A pooler: each session has its own server process, or each transaction gets the process that was
 * used last.
 */
function makePooler(mode: 'session' | 'transaction') {
  const free = [11, 12, 13];
  const connect = () => {
    let held: number | undefined;
    const take = () => {
      held ??= free.shift();
      return held ?? 0;
    };
    const giveBack = () => {
      if (held !== undefined) free.unshift(held);
      held = undefined;
    };
    let inTransaction = false;
    return {
      processID: 987_654,
      query: async (text: string) => {
        const pid = take();
        if (text === 'begin') inTransaction = true;
        if (mode === 'transaction' && !inTransaction) giveBack();
        return { rows: [{ pid }] };
      },
      end: async () => giveBack(),
    };
  };
  return connect as unknown as () => Parameters<typeof checkKept>[0];
}

it('accepts a server with one question', async () => {
  let asked = 0;
  const direct = {
    processID: 7,
    query: async () => {
      asked += 1;
      return { rows: [{ pid: 7 }] };
    },
    end: async () => {},
  };
  const none = () => Promise.reject(new Error('not needed'));
  await checkKept(direct as unknown as Parameters<typeof checkKept>[0], none);
  expect(asked).toBe(1);
});

it('accepts a pooler in session mode', async () => {
  const connect = makePooler('session');
  await checkKept(connect(), async () => connect());
});

it('refuses a pooler in transaction mode, naming the variable', async () => {
  const connect = makePooler('transaction');
  const fault = await checkKept(connect(), async () => connect()).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(SessionsNotKept);
  expect(String(fault)).toContain('DATABASE_URL');
});
