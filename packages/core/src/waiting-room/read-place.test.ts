import { describe, expect, it, vi } from 'vitest';
import type { ConcertSettings } from '../catalogue/ports.ts';
import { makeJoinRoom } from './join-room.ts';
import { makeLeaveRoom } from './leave-room.ts';
import type { PlaceStatus } from './model.ts';
import { makeReadPlace } from './read-place.ts';

const settings: ConcertSettings = {
  id: 'con_1',
  waitingRoomEnabled: true,
  maxActive: 10,
  admitPerSecond: 5,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [{ opensAt: new Date(0), closesAt: new Date('2999-01-01T00:00:00Z'), soldOut: false }],
  readAt: new Date('2026-03-01T00:00:00Z'),
  published: true,
  paused: false,
};
const token = '00000000-0000-4000-8000-000000000001';
const fan = { concertId: 'con_1', accountId: 'usr_1' };

function world(given: Partial<ConcertSettings> | null = {}, scheduleMissing = false) {
  const room = { status: 'waiting' as PlaceStatus | null, subscribed: 0, tell: () => {} };
  const sighting = () => ({
    at: new Date(0),
    admissionsPerSecond: 1,
    passedOver: 0,
    inLine: 1,
    scheduleMissing,
  });
  const standing = (status: PlaceStatus) => ({
    token,
    status,
    sequence: 1,
    ahead: 0,
    passEndsAt: null,
    reason: null,
  });
  const ports = {
    concerts: { find: async () => given && { ...settings, ...given } },
    rooms: {
      join: async () => ({ ...sighting(), standing: standing('waiting'), created: true, over: null }),
      look: vi.fn(async () => ({ ...sighting(), standing: room.status && standing(room.status) })),
      leave: async (claim: { token: string }) => claim.token === token,
      serving: async () => {
        throw new Error('not asked for');
      },
    },
    schedule: { ensure: vi.fn(async () => {}), remove: async () => {} },
    changes: {
      subscribe: async (_concertId: string, _accountId: string, onChange: () => void) => {
        room.subscribed += 1;
        room.tell = onChange;
        return () => {
          room.subscribed -= 1;
        };
      },
    },
    newToken: () => token,
    random: () => 0.5,
  };
  return { room, ports };
}

describe('reading a place', () => {
  it('returns at once without a wait', async () => {
    const { ports, room } = world();
    const place = await makeReadPlace(ports)({ ...fan, token, waitMs: 0 });
    expect(place).toMatchObject({ ok: true, value: { status: 'waiting', position: 1 } });
    expect(room.subscribed).toBe(0);
  });

  it('waits for the admission and stops listening', async () => {
    const { ports, room } = world();
    const answer = makeReadPlace(ports)({ ...fan, token, waitMs: 60_000 });
    await vi.waitFor(() => expect(ports.rooms.look).toHaveBeenCalledTimes(2));
    room.tell();
    await vi.waitFor(() => expect(ports.rooms.look).toHaveBeenCalledTimes(3));
    room.status = 'admitted';
    room.tell();
    expect(await answer).toMatchObject({ ok: true, value: { status: 'admitted' } });
    expect(room.subscribed).toBe(0);
  });

  it('sees an admission between the first read and the subscription', async () => {
    const { ports, room } = world();
    ports.changes.subscribe = async () => {
      room.status = 'admitted';
      return () => {};
    };
    const place = await makeReadPlace(ports)({ ...fan, token, waitMs: 60_000 });
    expect(place).toMatchObject({ ok: true, value: { status: 'admitted' } });
  });

  it('returns the last place when the client disconnects or the process stops', async () => {
    const { ports, room } = world();
    const leaving = new AbortController();
    const answer = makeReadPlace(ports)({ ...fan, token, waitMs: 60_000, signal: leaving.signal });
    await vi.waitFor(() => expect(ports.rooms.look).toHaveBeenCalledTimes(2));
    leaving.abort();
    expect(await answer).toMatchObject({ ok: true, value: { status: 'waiting' } });
    expect(room.subscribed).toBe(0);
  });

  it('finds no place without a token, with a wrong one, or of a draft', async () => {
    const { ports, room } = world();
    const notFound = { ok: false, error: { code: 'queue_token_not_found' } };
    expect(await makeReadPlace(ports)({ ...fan, token: null, waitMs: 0 })).toEqual(notFound);
    room.status = null;
    expect(await makeReadPlace(ports)({ ...fan, token, waitMs: 1_000 })).toEqual(notFound);
    const draft = world({ published: false });
    expect(await makeReadPlace(draft.ports)({ ...fan, token, waitMs: 0 })).toEqual({
      ok: false,
      error: { code: 'concert_not_found' },
    });
  });

  it('is admitted at once in a concert without a waiting room, and calls no room', async () => {
    const { ports } = world({ waitingRoomEnabled: false });
    const place = await makeReadPlace(ports)({ ...fan, token: null, waitMs: 1_000 });
    expect(place).toMatchObject({ ok: true, value: { status: 'admitted', token } });
    expect(ports.rooms.look).not.toHaveBeenCalled();
  });

  it('creates a missing schedule', async () => {
    const { ports } = world({}, true);
    await makeReadPlace(ports)({ ...fan, token, waitMs: 0 });
    expect(ports.schedule.ensure).toHaveBeenCalledWith('con_1');
  });
});

describe('joining', () => {
  it('creates the schedule only if it is missing', async () => {
    for (const missing of [true, false]) {
      const { ports } = world({}, missing);
      expect(await makeJoinRoom(ports)(fan)).toMatchObject({ ok: true, value: { created: true } });
      expect(ports.schedule.ensure).toHaveBeenCalledTimes(missing ? 1 : 0);
    }
  });

  it('admits at once in a concert without a waiting room, and finds no draft', async () => {
    const open = world({ waitingRoomEnabled: false });
    expect(await makeJoinRoom(open.ports)(fan)).toMatchObject({
      ok: true,
      value: { created: true, place: { status: 'admitted', token } },
    });
    const none = world(null);
    expect(await makeJoinRoom(none.ports)(fan)).toMatchObject({ error: { code: 'concert_not_found' } });
  });
});

describe('leaving', () => {
  it('needs the token of the place, except in a concert without a waiting room', async () => {
    const { ports } = world();
    expect(await makeLeaveRoom(ports)({ ...fan, token })).toMatchObject({ ok: true });
    const notFound = { ok: false, error: { code: 'queue_token_not_found' } };
    expect(await makeLeaveRoom(ports)({ ...fan, token: 'other' })).toEqual(notFound);
    expect(await makeLeaveRoom(ports)({ ...fan, token: null })).toEqual(notFound);
    const open = world({ waitingRoomEnabled: false });
    expect(await makeLeaveRoom(open.ports)({ ...fan, token: null })).toMatchObject({ ok: true });
  });
});
