import { type Problem, ProblemError } from '@concert-mania/client/problem';
import type { Place } from '@concert-mania/client/waiting-room';
import { nextLook, retryAfterMs } from './next-look.ts';

/** `slow`: no answer yet. `lost`: the API was not reached. `busy`: it asks to come later. */
export type Connection = 'connected' | 'slow' | 'lost' | 'busy';

export interface RoomState {
  /** The last known place; null until the fan has joined. */
  readonly place: Place | null;
  readonly connection: Connection;
  /** Why the fan cannot join. Following ends with it. */
  readonly problem: Problem | null;
  /** The earlier place was no longer known, so the fan has another. */
  readonly isNewPlace: boolean;
}

export interface PlacePorts {
  readonly join: (signal: AbortSignal) => Promise<Place>;
  readonly look: (token: string, waitSeconds: number, signal: AbortSignal) => Promise<Place>;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Aborts when the fan returns to the page, the network returns or the device wakes up. */
  readonly untilReturn: () => AbortSignal;
  readonly isHidden: () => boolean;
  readonly random: () => number;
}

interface Following {
  /** The token that the tab has kept; null to join. */
  readonly token: string | null;
  readonly show: (state: RoomState) => void;
  readonly signal: AbortSignal;
}

type Answer =
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'unknown_token' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly connection: 'lost' | 'busy' }
  | { readonly kind: 'interrupted' };

export const JOINING: RoomState = { place: null, connection: 'connected', problem: null, isNewPlace: false };
const SLOW_AFTER_MS = 5_000;
const MS_PER_SECOND = 1_000;

/**
 * Joins a waiting room, or takes up a kept place, and follows it until it expires, the API refuses
 * it or the signal aborts. A place that the API no longer knows is replaced by a new one.
 */
export async function followPlace(ports: PlacePorts, { show, signal, ...kept }: Following): Promise<void> {
  let { token } = kept;
  let state = JOINING;
  let failures = 0;
  let waitSeconds = 0;
  const change = (part: Partial<RoomState>) => {
    state = { ...state, ...part };
    if (!signal.aborted) show(state);
  };
  const rest = (ms: number) => ports.pause(ms, AbortSignal.any([signal, ports.untilReturn()]));

  while (!signal.aborted) {
    const answer = await ask(ports, {
      token,
      waitSeconds,
      signal,
      onSlow: () => change({ connection: 'slow' }),
    });
    if (signal.aborted) return;
    switch (answer.kind) {
      case 'place': {
        const { place } = answer;
        failures = 0;
        token = place.token;
        change({ place, connection: 'connected', problem: null });
        if (place.status === 'expired') return;
        // The API holds no answer to an admitted fan.
        const mayWait = ports.isHidden() && place.status !== 'admitted';
        const next = nextLook(place.pollAfterMs, mayWait);
        waitSeconds = next.waitSeconds;
        if (next.pauseMs > 0) await rest(next.pauseMs);
        break;
      }
      case 'unknown_token': {
        // The room forgets a pass that has ended; joining again is then the fan's decision.
        if (state.place?.status === 'admitted') {
          return change({ place: { ...state.place, status: 'expired' }, connection: 'connected' });
        }
        token = null;
        waitSeconds = 0;
        failures += 1;
        change({ isNewPlace: true });
        if (failures > 1) await rest(retryAfterMs(failures, ports.random()));
        break;
      }
      case 'refused':
        return change({ problem: answer.problem, connection: 'connected' });
      case 'failed':
        failures += 1;
        waitSeconds = 0;
        change({ connection: answer.connection });
        await rest(retryAfterMs(failures, ports.random()));
        break;
      case 'interrupted':
        waitSeconds = 0;
    }
  }
}

interface Question {
  readonly token: string | null;
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
  readonly onSlow: () => void;
}

async function ask(ports: PlacePorts, { token, waitSeconds, signal, onSlow }: Question): Promise<Answer> {
  const returned = ports.untilReturn();
  const startedMs = performance.now();
  const slow = setTimeout(onSlow, SLOW_AFTER_MS + waitSeconds * MS_PER_SECOND);
  try {
    if (token === null) return { kind: 'place', place: await ports.join(signal) };
    // A look from before the return may hang on a dead connection, and its answer would be old.
    const place = await ports.look(token, waitSeconds, AbortSignal.any([signal, returned]));
    if (isSettled(place)) return { kind: 'place', place };
    // A server without room for one more wait answers at once.
    const restMs = waitSeconds * MS_PER_SECOND - (performance.now() - startedMs);
    if (restMs > 0) await ports.pause(restMs, AbortSignal.any([signal, returned]));
    return { kind: 'place', place };
  } catch (fault) {
    return returned.aborted && token !== null ? { kind: 'interrupted' } : answerOf(fault);
  } finally {
    clearTimeout(slow);
  }
}

const isSettled = ({ status }: Place): boolean => status === 'admitted' || status === 'expired';

function answerOf(fault: unknown): Answer {
  if (!(fault instanceof ProblemError)) return { kind: 'failed', connection: 'lost' };
  const { problem, code } = fault;
  if (code === 'queue_token_not_found') return { kind: 'unknown_token' };
  const isForNow = problem.status === 429 || problem.status >= 500;
  return isForNow ? { kind: 'failed', connection: 'busy' } : { kind: 'refused', problem };
}
