import { expect, it } from 'vitest';
import { checkKept, SessionsNotKept } from './kept-sessions.ts';

/** A pooler: a session has a server process of its own, or one for each transaction, the one last used first. */
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

it('is content with a server, and asks it once', async () => {
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

it('is content with a pooler that keeps sessions', async () => {
  const connect = makePooler('session');
  await checkKept(connect(), async () => connect());
});

it('names the variable where a pooler spreads a session over several server processes', async () => {
  const connect = makePooler('transaction');
  const fault = await checkKept(connect(), async () => connect()).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(SessionsNotKept);
  expect(String(fault)).toContain('DATABASE_URL');
});
