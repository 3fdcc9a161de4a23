import { describe, expect, it, vi } from 'vitest';
import { makeApp } from '../app.ts';
import type { RequestGuards } from '../http/env.ts';
import type { ApiDeps } from '../ports.ts';
import { rememberVerified } from '../routes/accounts/remember-verified.ts';
import { FAN, fakeDeps, fakeQueue, NOW, OTHER_FAN } from '../testing/fake-deps.ts';

const joinRoom = vi.fn(async () => ({ ok: false as const, error: { code: 'concert_not_found' as const } }));

/** Fans; the token of `FAN` says that the address is verified. */
function ask(isEmailVerified: RequestGuards['isEmailVerified'], token: string) {
  const { guards, performances } = fakeDeps();
  const app = makeApp(
    fakeDeps({
      guards: { ...guards, isEmailVerified },
      performances: {
        find: async (id) => {
          const found = await performances.find(id);
          return found && { ...found, waitingRoomEnabled: false, saleClosesAt: NOW };
        },
      },
      waitingRoom: { joinRoom } as unknown as ApiDeps['waitingRoom'],
      payments: { reader: { findPayableAmount: async () => 1 } } as unknown as ApiDeps['payments'],
      commands: fakeQueue().queue,
    }),
  );
  const post = (path: string, body?: object) =>
    app.request(path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  return Promise.all([
    post('/v1/concerts/con_1/queue'),
    post('/v1/reservations', { performanceId: 'prf_1', seatNumbers: [1] }),
    post('/v1/payments', { reservationId: 'res_1', method: 'wallet' }),
  ]);
}
const statuses = (responses: readonly Response[]) => responses.map(({ status }) => status);

describe('joining, holding and paying', () => {
  it('are refused with 403 without a verified address', async () => {
    const refused = await ask(async () => false, OTHER_FAN);
    expect(statuses(refused)).toEqual([403, 403, 403]);
    expect(await refused[1]?.json()).toMatchObject({ code: 'email_not_verified' });
  });

  it('are open after the address was verified, with an older token', async () => {
    expect(statuses(await ask(async () => true, OTHER_FAN))).toEqual([404, 202, 202]);
  });

  it('ask nothing of a token that says that the address is verified', async () => {
    const isVerified = vi.fn(async () => false);
    expect(statuses(await ask(isVerified, FAN))).toEqual([404, 202, 202]);
    expect(isVerified).not.toHaveBeenCalled();
  });

  it('are open to everybody where addresses need not be verified', async () => {
    expect(statuses(await ask(null, OTHER_FAN))).toEqual([404, 202, 202]);
  });
});

it('remembers who is verified, and asks again about who is not', async () => {
  const isVerified = vi.fn<(id: string) => Promise<boolean>>(async () => true).mockResolvedValueOnce(false);
  const remembered = rememberVerified(isVerified);
  expect([await remembered('usr_1'), await remembered('usr_1'), await remembered('usr_1')]).toEqual([
    false,
    true,
    true,
  ]);
  expect(isVerified).toHaveBeenCalledTimes(2);
});
