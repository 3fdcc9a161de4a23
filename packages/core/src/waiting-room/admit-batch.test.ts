import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConcertSettings } from '../catalogue/ports.ts';
import { makeAdmitBatch } from './admit-batch.ts';
import type { AdmissionBatch } from './model.ts';

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
const batchOf = (changes: Partial<AdmissionBatch>): AdmissionBatch => ({
  phase: 'open',
  admitted: [],
  waiting: 1,
  active: 0,
  unannounced: 0,
  passedOver: 0,
  pauseMs: 250,
  ...changes,
});

let calls: string[];
const noted = (name: string) => async () => {
  calls.push(name);
};
const ports = (batch: AdmissionBatch, given: Partial<ConcertSettings> | null = {}, awaited = false) => ({
  concerts: { find: async () => given && { ...settings, ...given } },
  admissions: {
    admit: vi.fn(async () => batch),
    pause: noted('pause'),
    shelve: noted('shelve'),
    isAwaited: async () => awaited,
  },
  schedule: { ensure: noted('ensure'), remove: noted('remove') },
  drawOrder: async () => calls.push('draw') > 0,
  canHold: async () => true,
});
beforeEach(() => {
  calls = [];
});

describe('a batch', () => {
  it('keeps the schedule while a fan waits', async () => {
    const batch = batchOf({ waiting: 3 });
    expect(await makeAdmitBatch(ports(batch))('con_1')).toEqual(batch);
    expect(calls).toEqual([]);
  });

  it('admits no fan and stops the clock of passes while holds cannot be decided', async () => {
    const over = ports(batchOf({}));
    const report = await makeAdmitBatch({ ...over, canHold: async () => false })('con_1');
    expect(report).toMatchObject({ admitted: [], pauseMs: 1_000 });
    expect(over.admissions.admit).not.toHaveBeenCalled();
    expect(calls).toEqual(['pause']);
  });

  it('admits no fan to a paused concert, and stops the clock of passes', async () => {
    const over = ports(batchOf({}), { paused: true });
    const report = await makeAdmitBatch(over)('con_1');
    expect(report).toMatchObject({ admitted: [], pauseMs: 1_000 });
    expect(over.admissions.admit).not.toHaveBeenCalled();
    expect(calls).toEqual(['pause']);
  });

  it('tells the fans of a paused concert that its sale is over', async () => {
    const closed = [{ opensAt: new Date(0), closesAt: settings.readAt, soldOut: false }];
    const over = ports(batchOf({ waiting: 0 }), { paused: true, sales: closed });
    expect(await makeAdmitBatch(over)('con_1')).toBeNull();
    expect(over.admissions.admit).toHaveBeenCalledTimes(1);
  });

  it('serves a room at intervals while no fan waits and one is inside', async () => {
    const report = await makeAdmitBatch(ports(batchOf({ waiting: 0, active: 1 })))('con_1');
    expect(report?.pauseMs).toBe(2_000);
    expect(calls).toEqual([]);
  });

  it('removes the schedule when no fan waits', async () => {
    expect(await makeAdmitBatch(ports(batchOf({ waiting: 0 })))('con_1')).toBeNull();
    expect(calls).toEqual(['remove']);
  });

  it('keeps the schedule until every admission was announced', async () => {
    const batch = batchOf({ waiting: 0, unannounced: 1 });
    expect(await makeAdmitBatch(ports(batch))('con_1')).toEqual(batch);
    expect(calls).toEqual([]);
  });

  it('creates the schedule again if a fan joined before its removal', async () => {
    await makeAdmitBatch(ports(batchOf({ waiting: 0 }), {}, true))('con_1');
    expect(calls).toEqual(['remove', 'ensure']);
  });

  it.each([
    ['does not exist', null],
    ['is a draft', { published: false }],
    ['has no waiting room', { waitingRoomEnabled: false }],
  ])('admits no fan to a concert that %s, and expires its room', async (_, given) => {
    const over = ports(batchOf({}), given);
    expect(await makeAdmitBatch(over)('con_1')).toBeNull();
    expect(over.admissions.admit).not.toHaveBeenCalled();
    expect(calls).toEqual(['remove', 'shelve']);
  });

  it('draws the order when the room has just opened, and admits at once afterwards', async () => {
    const batch = await makeAdmitBatch(ports(batchOf({ phase: 'drawing' })))('con_1');
    expect(calls).toEqual(['draw']);
    expect(batch?.pauseMs).toBe(0);
  });
});
