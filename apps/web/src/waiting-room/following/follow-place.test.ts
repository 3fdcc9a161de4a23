import { ProblemError } from '@concert-mania/client/problem';
import type { Place } from '@concert-mania/client/waiting-room';
import { describe, expect, it } from 'vitest';
import { followPlace, type PlacePorts, type RoomState } from './follow-place.ts';

const place = (part: Partial<Place> = {}): Place => ({
  token: 't1',
  concertId: 'con_1',
  sequence: 7,
  status: 'waiting',
  position: 3,
  ahead: 2,
  estimatedWaitSeconds: 20,
  pollAfterMs: 4_000,
  expiresAt: null,
  ...part,
});
const admitted = place({ status: 'admitted', ahead: 0, position: 0, expiresAt: '2026-12-01T11:15:00.000Z' });
const expired = place({ status: 'expired' });
const problem = (code: string, status: number) =>
  new ProblemError('/queue', { code, status, type: '', title: code, detail: code, requestId: 'r' } as never);

type Step = Place | Error | (() => Place | Error);

/** A room that gives these answers in turn; following ends with the last. */
async function follow(steps: readonly Step[], { token = null as string | null, isHidden = false } = {}) {
  const left = [...steps];
  const over = new AbortController();
  const asked: string[] = [];
  const pauses: number[] = [];
  const states: RoomState[] = [];
  const answer = async (): Promise<Place> => {
    const step = left.shift();
    if (left.length === 0) queueMicrotask(() => setTimeout(() => over.abort()));
    const result = typeof step === 'function' ? step() : step;
    if (result === undefined) throw new Error('asked after the last step');
    if (result instanceof Error) throw result;
    return result;
  };
  const ports: PlacePorts = {
    join: () => {
      asked.push('join');
      return answer();
    },
    look: (sent, waitSeconds) => {
      asked.push(`look ${sent}${waitSeconds > 0 ? ` wait ${waitSeconds}` : ''}`);
      return answer();
    },
    pause: async (ms, signal) => {
      pauses.push(Math.round(ms));
      if (left.length === 0 && !signal.aborted) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      }
    },
    untilReturn: () => new AbortController().signal,
    isHidden: () => isHidden,
    random: () => 0.5,
  };
  await followPlace(ports, { token, show: (state) => states.push(state), signal: over.signal });
  return { asked, pauses, states, last: states.at(-1) };
}

describe('a place in the waiting room', () => {
  it('is joined once and asked for when the server says so', async () => {
    const { asked, pauses, states } = await follow([place(), place({ ahead: 1 }), admitted]);
    expect(asked).toEqual(['join', 'look t1', 'look t1']);
    expect(pauses.slice(0, 2)).toEqual([4_000, 4_000]);
    expect(states.map((state) => state.place?.status)).toEqual(['waiting', 'waiting', 'admitted']);
  });

  it('is taken up with the kept token after a reload', async () => {
    const { asked, last } = await follow([place()], { token: 't1' });
    expect(asked).toEqual(['look t1']);
    expect(last?.isNewPlace).toBe(false);
  });

  it('is asked for with a wait while the page is hidden, because its timers are slowed down', async () => {
    const { asked } = await follow([place(), place(), admitted], { isHidden: true });
    expect(asked).toEqual(['join', 'look t1 wait 4', 'look t1 wait 4']);
  });

  it('is replaced by a new one when the room no longer knows it, and the fan hears of it', async () => {
    const { asked, last } = await follow([problem('queue_token_not_found', 404), place({ token: 't2' })], {
      token: 't1',
    });
    expect(asked).toEqual(['look t1', 'join']);
    expect(last).toMatchObject({ isNewPlace: true, place: { token: 't2' } });
  });

  it('ends with the pass, also when the room has forgotten it', async () => {
    expect((await follow([admitted, expired])).last?.place?.status).toBe('expired');
    const forgotten = await follow([admitted, problem('queue_token_not_found', 404)]);
    expect(forgotten.asked).toEqual(['join', 'look t1']);
    expect(forgotten.last?.place?.status).toBe('expired');
  });

  it('stays on the page while the API is not reached, and is asked for at growing intervals', async () => {
    const { states, pauses } = await follow([
      place(),
      new TypeError('Failed to fetch'),
      problem('service_unavailable', 503),
      place({ ahead: 1 }),
    ]);
    expect(states.map(({ connection }) => connection)).toEqual(['connected', 'lost', 'busy', 'connected']);
    expect(states.every((state) => state.place !== null)).toBe(true);
    expect(pauses.slice(0, 3)).toEqual([4_000, 1_000, 2_000]);
  });

  it.each(['email_not_verified', 'sale_closed', 'unauthenticated'])('ends with %s', async (code) => {
    const { asked, last } = await follow([problem(code, 403)]);
    expect(asked).toEqual(['join']);
    expect(last?.problem?.code).toBe(code);
  });
});

it('asks at once when the fan returns, and drops a look that was under way', async () => {
  const over = new AbortController();
  let returned = new AbortController();
  let looks = 0;
  const states: RoomState[] = [];
  const ports: PlacePorts = {
    join: async () => place(),
    look: (_, __, signal) => {
      looks += 1;
      if (looks > 1) return Promise.resolve(expired);
      const hanging = new Promise<Place>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
      queueMicrotask(() => {
        const before = returned;
        returned = new AbortController();
        before.abort();
      });
      return hanging;
    },
    pause: async () => {},
    untilReturn: () => returned.signal,
    isHidden: () => false,
    random: () => 0.5,
  };
  await followPlace(ports, { token: null, show: (state) => states.push(state), signal: over.signal });
  expect(looks).toBe(2);
  expect(states.map(({ connection }) => connection)).toEqual(['connected', 'connected']);
});
