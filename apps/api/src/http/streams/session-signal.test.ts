import { ok } from '@concert-mania/core/shared/result';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { makeEndedSessions } from '../../routes/accounts/sessions/ended-sessions.ts';
import { FAN, fakeDeps, signedInAs } from '../../testing/fake-deps.ts';
import type { SignedInAccount } from '../env.ts';

const PLACE = { status: 'waiting', pollAfterMs: 60_000, expiresAt: null } as never;

function appWith(given: Partial<SignedInAccount> = {}) {
  const ended = makeEndedSessions(60_000, () => 0);
  const account = { ...signedInAs('usr_fan'), ...given };
  const guards = {
    ...fakeDeps().guards,
    onSessionEnd: ended.onEnd,
    verifyAccessToken: () => (ended.has(account.sessionId) ? null : account),
  };
  const waiting = Promise.withResolvers<void>();
  const readPlace = async ({ waitMs, signal }: { waitMs: number; signal?: AbortSignal }) => {
    if (waitMs > 0 && !signal?.aborted) {
      const aborted = new Promise((resolve) => signal?.addEventListener('abort', resolve));
      waiting.resolve();
      await aborted;
    }
    return ok(PLACE);
  };
  const waitingRoom = { readPlace } as never;
  const app = makeApp(fakeDeps({ guards, waitingRoom }));
  const get = (path: string) => app.request(path, { headers: { authorization: `Bearer ${FAN}` } });
  return { get, ended, account, waiting: waiting.promise };
}

describe('an ended session', () => {
  it('ends its event streams', async () => {
    const { get, ended, waiting } = appWith();
    const response = await get('/v1/concerts/con_1/queue/events');
    expect(response.status).toBe(200);
    const text = response.text();
    await waiting;
    ended.note(['ses_of_usr_fan']);
    expect(await text).toContain('event: place');
  });

  it('ends its long polls with 401', async () => {
    const { get, ended, waiting } = appWith();
    const response = get('/v1/concerts/con_1/queue?wait=30');
    await waiting;
    ended.note(['ses_of_usr_fan']);
    expect((await response).status).toBe(401);
  });

  it('leaves the streams of other sessions open, and of tokens without a session', async () => {
    const { get, ended, waiting } = appWith({ sessionId: null });
    const response = Promise.resolve(get('/v1/concerts/con_1/queue?wait=30'));
    await waiting;
    ended.note(['ses_other']);
    const first = await Promise.race([response.then(() => 'answered'), Promise.resolve('waiting')]);
    expect(first).toBe('waiting');
  });
});

it('ends a stream when the access token that opened it expires', async () => {
  const { get } = appWith({ expiresAtMs: Date.now() + 20 });
  expect(await (await get('/v1/concerts/con_1/queue/events')).text()).toContain('event: place');
});
