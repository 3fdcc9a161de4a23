import type { Place } from '@concert-mania/client/waiting-room';
import { describe, expect, it } from 'vitest';
import { Tally } from '../proof/tally.ts';
import { makeRandom } from '../random.ts';
import { actFan, type Fan } from './fan.ts';
import type { CommandEnd, FanClient, HeldSeats, HoldEnd } from './fan-client.ts';
import type { Persona } from './persona.ts';

const OPENS_AT_MS = 1_000_000;
const CALM: Persona = {
  quantity: 2,
  choice: 'own-seats',
  plan: { kind: 'pay-by-card', scenario: 'approve' },
  leavesAfterPolls: null,
  tries: 3,
  chooseMs: 100,
  payMs: 1_000,
};

const place = (status: Place['status'], more: Partial<Place> = {}): Place => ({
  ...{ token: 'token', concertId: 'con_1', status, sequence: 1, position: 1, ahead: 0 },
  ...{ estimatedWaitSeconds: null, expiresAt: null, pollAfterMs: 1_000 },
  ...more,
});
const seat = (seatNumber: number) => ({
  ...{ seatNumber, seatGuid: `A-1-${seatNumber}`, label: `A 1-${seatNumber}` },
  ...{ grade: 'VIP', price: 99_000 },
});
const held: HeldSeats = {
  id: 'res_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  currency: 'KRW',
  remainingSeconds: 60,
  createdAt: new Date(OPENS_AT_MS).toISOString(),
  status: 'held',
  totalAmount: 198_000,
  expiresAt: new Date(OPENS_AT_MS + 60_000).toISOString(),
  seats: [seat(1), seat(2)],
};
const ended = (status: CommandEnd['status'], code: string | null = null): HoldEnd => ({
  status,
  code,
  jobId: status === 'refused' ? null : 'job_1',
  reservation: status === 'succeeded' ? held : null,
  tookMs: 40,
});
const inTurn = <T>(...answers: readonly T[]) => {
  let asked = -1;
  return async (): Promise<T> => {
    asked = Math.min(asked + 1, answers.length - 1);
    const answer = answers[asked];
    if (answer === undefined) throw new Error('nothing to answer');
    return answer;
  };
};

/** Plays one fan's evening on a clock that only sleeping moves. */
async function play(persona: Partial<Persona>, answers: Partial<FanClient>, more: Partial<Fan> = {}) {
  let now = OPENS_AT_MS;
  const left: string[] = [];
  const wishes: unknown[] = [];
  const tally = new Tally();
  const client: FanClient = {
    join: inTurn<Place | null>(place('admitted')),
    findPlace: inTurn<Place | null>(place('admitted')),
    leave: async (token) => {
      left.push(token);
    },
    readAvailability: inTurn('AAAA'),
    hold: inTurn(ended('succeeded')),
    payByCard: inTurn(ended('succeeded')),
    payFromWallet: inTurn(ended('succeeded')),
    topUp: inTurn(ended('succeeded')),
    cancel: inTurn(ended('succeeded')),
    readStatus: inTurn('expired'),
    ...answers,
  };
  const hold = client.hold;
  await actFan({
    client: {
      ...client,
      hold: (token, wish) => {
        wishes.push(wish);
        return hold(token, wish);
      },
    },
    persona: { ...CALM, ...persona },
    arrivesAtMs: OPENS_AT_MS + 500,
    random: makeRandom(7),
    tally,
    nowMs: () => now,
    sleep: async (ms) => {
      now += Math.max(0, ms);
    },
    isCutOff: () => false,
    ...more,
  });
  return { tally, left, wishes, end: [...tally.ends.keys()][0], tookMs: now - OPENS_AT_MS };
}

describe('a fan', () => {
  it('waits to be admitted, holds, pays and goes home with tickets', async () => {
    const { tally, left, end, tookMs } = await play(
      {},
      {
        join: inTurn(place('waiting')),
        findPlace: inTurn<Place | null>(place('waiting'), place('admitted')),
      },
    );
    expect(end).toBe('has tickets');
    expect(tookMs).toBe(500 + 2 * 1_000 + 100 + 1_000);
    expect(tally).toMatchObject({
      arrived: 1,
      admitted: 1,
      held: 1,
      seatsHeld: 0,
      seatsSold: 2,
      finished: 1,
    });
    expect(tally.reservations).toEqual(new Map([['res_1', 'confirmed']]));
    expect(tally.tookMs).toMatchObject({ hold: [40], payment: [40] });
    expect(left).toEqual([]);
  });

  it('joins again when the place is unknown or has expired', async () => {
    const { end, tally } = await play(
      {},
      {
        join: inTurn(
          place('pre_open', { token: 'early', opensAt: new Date(OPENS_AT_MS + 9_000).toISOString() }),
          place('waiting'),
          place('admitted'),
        ),
        findPlace: inTurn<Place | null>(null, place('expired')),
      },
    );
    expect(end).toBe('has tickets');
    expect(tally.drawn).toEqual(new Map([['early', null]]));
  });

  it('remembers the place that the draw gave', async () => {
    const { tally } = await play(
      {},
      {
        join: inTurn(place('pre_open')),
        findPlace: inTurn<Place | null>(
          place('pre_open'),
          place('waiting', { sequence: 42 }),
          place('admitted', { sequence: 43 }),
        ),
      },
    );
    expect(tally.drawn).toEqual(new Map([['token', 42]]));
  });

  it('leaves the queue when all seats are sold', async () => {
    const waiting = { join: inTurn(place('waiting', { reason: 'sold_out' })) };
    expect(await play({}, waiting)).toMatchObject({ end: 'left the queue', left: ['token'] });
  });

  it('finds no seats when the concert is sold out before it joins', async () => {
    const { end, tally, left } = await play({}, { join: inTurn<Place | null>(null) });
    expect(end).toBe('found no seats');
    expect(tally).toMatchObject({ arrived: 1, admitted: 0 });
    expect(tally.faults.size).toBe(0);
    expect(left).toEqual([]);
  });

  it('finds no seats when the concert is sold out before it joins again', async () => {
    const join = inTurn<Place | null>(place('waiting'), null);
    const { end, tally } = await play({}, { join, findPlace: inTurn<Place | null>(null) });
    expect(end).toBe('found no seats');
    expect(tally.faults.size).toBe(0);
  });

  it('leaves the queue when patience runs out', async () => {
    const waiting = { join: inTurn(place('waiting')), findPlace: inTurn<Place | null>(place('waiting')) };
    const { end, left, tally } = await play({ leavesAfterPolls: 2 }, waiting);
    expect(end).toBe('left the queue');
    expect(left).toEqual(['token']);
    expect(tally.admitted).toBe(0);
  });

  it('tries other seats when refused, and leaves when there are none', async () => {
    const { end, left, tally, wishes } = await play(
      {},
      { hold: inTurn(ended('rejected', 'seat_unavailable')) },
    );
    expect(end).toBe('found no seats');
    expect(tally.refusals).toEqual(new Map([['seat_unavailable', 3]]));
    expect(wishes).toHaveLength(3);
    expect(left).toEqual(['token']);
  });

  it('does not ask for seats of a full house, but looks again', async () => {
    const { end, wishes } = await play({}, { readAvailability: inTurn('SSSS', 'SAAS') });
    expect(end).toBe('has tickets');
    expect(wishes).toEqual([{ seatNumbers: [2, 3] }]);
  });

  it.each(['own-seats', 'best-available'] as const)(
    'who wants %s asks for nothing in a full house',
    async (choice) => {
      const { end, wishes } = await play({ choice }, { readAvailability: inTurn('SHSS') });
      expect(end).toBe('found no seats');
      expect(wishes).toEqual([]);
    },
  );

  it('asks for fewer or scattered seats when the best are not to be had', async () => {
    const { end, wishes } = await play(
      { choice: 'best-available' },
      {
        hold: inTurn(
          ended('rejected', 'no_adjacent_seats'),
          ended('rejected', 'not_enough_seats'),
          ended('succeeded'),
        ),
      },
    );
    expect(end).toBe('has tickets');
    expect(wishes).toEqual([
      { bestAvailable: { quantity: 2, adjacent: true } },
      { bestAvailable: { quantity: 2, adjacent: false } },
      { bestAvailable: { quantity: 1, adjacent: false } },
    ]);
  });

  it('gives up when the pass is over', async () => {
    const { end, wishes } = await play({}, { hold: inTurn(ended('refused', 'admission_required')) });
    expect(end).toBe('found no seats');
    expect(wishes).toHaveLength(1);
  });

  it.each([
    ['payment_declined', 'was declined', 'payment_failed', 0],
    ['hold_expired', 'let the hold expire', 'expired', 1],
  ])('a payment refused with %s ends as "%s"', async (code, end, status, expired) => {
    const { tally, ...played } = await play({}, { payByCard: inTurn(ended('rejected', code)) });
    expect(played.end).toBe(end);
    expect(tally).toMatchObject({ seatsHeld: 0, seatsSold: 0, expired });
    expect(tally.reservations).toEqual(new Map([['res_1', status]]));
    expect(played.left).toEqual(['token']);
  });

  it('tops the wallet up by enough before paying from it', async () => {
    const amounts: number[] = [];
    const topUp = async (amount: number) => {
      amounts.push(amount);
      return ended('succeeded');
    };
    const { end } = await play({ plan: { kind: 'pay-from-wallet' } }, { topUp });
    expect(end).toBe('has tickets');
    expect(amounts).toEqual([200_000]);
  });

  it('releases, or cancels what was bought', async () => {
    const released = await play({ plan: { kind: 'release' } }, {});
    expect(released.end).toBe('released the seats');
    expect(released.tally.reservations).toEqual(new Map([['res_1', 'released']]));
    const cancelled = await play({ plan: { kind: 'buy-and-cancel' } }, {});
    expect(cancelled.end).toBe('cancelled the tickets');
    expect(cancelled.tally.reservations).toEqual(new Map([['res_1', 'cancelled']]));
    expect(cancelled.tally.seatsSold).toBe(0);
  });

  it('lets a hold expire and sees that it does', async () => {
    const { end, tally } = await play(
      { plan: { kind: 'let-it-expire' } },
      { readStatus: inTurn('held', 'expired') },
    );
    expect(end).toBe('let the hold expire');
    expect(tally).toMatchObject({ expired: 1, seatsHeld: 0 });
  });

  it('counts a hold that never expires, and any other fault, without throwing', async () => {
    const stuck = await play({ plan: { kind: 'let-it-expire' } }, { readStatus: inTurn('held') });
    expect(stuck.end).toBe('met a fault');
    expect(stuck.tally.faults).toEqual(new Map([['a hold did not expire', 1]]));
    const broken = await play(
      {},
      { payByCard: () => Promise.reject(new Error('POST /v1/payments answered 500')) },
    );
    expect(broken.tally.faults).toEqual(new Map([['POST /v1/payments answered 500', 1]]));
    expect(broken.tally.reservations.size).toBe(0);
  });

  it('counts no fault once the rush is cut off', async () => {
    const { end, tally } = await play(
      {},
      { join: () => Promise.reject(new Error('aborted')) },
      { isCutOff: () => true },
    );
    expect(end).toBe('was cut off');
    expect(tally.faults.size).toBe(0);
  });
});
