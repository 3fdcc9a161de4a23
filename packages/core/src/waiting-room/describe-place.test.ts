import { describe, expect, it } from 'vitest';
import { describePlace, openDoorPlace } from './describe-place.ts';
import type { Standing } from './model.ts';

const at = new Date('2026-03-01T10:00:00Z');
const opensAt = new Date('2026-03-01T11:00:00Z');
const sales = [{ opensAt, closesAt: new Date('2026-04-01T00:00:00Z'), soldOut: false }];
const rules = { sales, claimSeconds: 120, passSeconds: 900, paused: false };
const token = '00000000-0000-4000-8000-000000000001';
const seen = (standing: Partial<Standing>, admissionsPerSecond = 2, passedOver = 0) => ({
  standing: {
    token,
    status: 'waiting',
    sequence: 12,
    ahead: 3,
    passEndsAt: null,
    reason: null,
    ...standing,
  } as const,
  at,
  admissionsPerSecond,
  passedOver,
  inLine: 100,
  scheduleMissing: false,
});
const place = (standing: Partial<Standing>, rate?: number) =>
  describePlace('con_1', seen(standing, rate), rules, 0.5);

describe('a place', () => {
  it('of a waiting fan has position, people ahead and the estimated wait', () => {
    expect(place({})).toEqual({
      token,
      concertId: 'con_1',
      sequence: 12,
      status: 'waiting',
      position: 4,
      ahead: 3,
      estimatedWaitSeconds: 2,
      pollAfterMs: 1_000,
      expiresAt: null,
    });
  });

  it('counts skipped fans as ahead, but not in the estimated wait', () => {
    const { ahead, position, estimatedWaitSeconds } = describePlace(
      'con_1',
      seen({ ahead: 30 }, 2, 27),
      rules,
      0.5,
    );
    expect({ ahead, position, estimatedWaitSeconds }).toEqual({
      ahead: 30,
      position: 31,
      estimatedWaitSeconds: 2,
    });
  });

  it('has no estimated wait while no fan is being admitted', () => {
    expect(place({}, 0).estimatedWaitSeconds).toBeNull();
  });

  it('before the opening has the opening time, and no position that the draw would change', () => {
    expect(place({ status: 'pre_open', ahead: null })).toMatchObject({
      status: 'pre_open',
      position: null,
      ahead: null,
      estimatedWaitSeconds: null,
      opensAt,
    });
  });

  it('of an admitted fan has the end of the pass', () => {
    const passEndsAt = new Date('2026-03-01T10:15:00Z');
    expect(place({ status: 'admitted', ahead: 0, passEndsAt })).toMatchObject({
      position: 0,
      estimatedWaitSeconds: 0,
      expiresAt: passEndsAt,
    });
    expect(place({ status: 'admitted', ahead: 0, passEndsAt })).not.toHaveProperty('opensAt');
  });

  it('of an expired fan has no estimates', () => {
    expect(place({ status: 'expired', ahead: 0 })).toMatchObject({ position: 0, estimatedWaitSeconds: null });
  });

  it('of a sold-out sale has no estimated wait, a slow poll and the reason', () => {
    const { estimatedWaitSeconds, pollAfterMs, ...rest } = place({ reason: 'sold_out' });
    expect([estimatedWaitSeconds, pollAfterMs]).toEqual([null, 15_000]);
    expect(rest).toMatchObject({ status: 'waiting', ahead: 3, reason: 'sold_out' });
  });

  it('of a paused sale says so, keeps its position and has no estimated wait', () => {
    const paused = (standing: Partial<Standing>) =>
      describePlace('con_1', seen(standing), { ...rules, paused: true }, 0.5);
    expect(paused({})).toMatchObject({
      status: 'waiting',
      position: 4,
      estimatedWaitSeconds: null,
      pollAfterMs: 15_000,
      paused: true,
    });
    expect(paused({ status: 'admitted' })).not.toHaveProperty('paused');
    expect(paused({ reason: 'sold_out' })).not.toHaveProperty('paused');
  });

  it('of a paused concert without a waiting room is not admitted', () => {
    const place = (over: 'sale_closed' | null) => openDoorPlace('con_1', token, { over, paused: true }, 0.5);
    expect(place(null)).toMatchObject({ status: 'waiting', estimatedWaitSeconds: null, paused: true });
    expect(place('sale_closed')).toMatchObject({ status: 'expired', reason: 'sale_closed' });
  });

  it('of a concert without a waiting room is admitted until the sale is over', () => {
    const open = openDoorPlace('con_1', token, { over: null, paused: false }, 0.5);
    expect(open).toMatchObject({ status: 'admitted', token, expiresAt: null });
    expect(openDoorPlace('con_1', token, { over: 'sale_closed', paused: false }, 0.5)).toMatchObject({
      status: 'expired',
      reason: 'sale_closed',
    });
  });
});
