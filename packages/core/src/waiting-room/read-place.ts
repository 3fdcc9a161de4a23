import type { ConcertSettingsLookup } from '../catalogue/ports.ts';
import type { AccountId, ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { StopSignal } from '../shared/stop-signal.ts';
import { describePlace, openDoorPlace } from './describe-place.ts';
import type { Place, QueueToken } from './model.ts';
import type { AdmissionSchedule, PlaceChanges, WaitingRooms } from './ports.ts';
import { saleOver } from './sale-over.ts';

export interface ReadPlacePorts {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
  readonly schedule: AdmissionSchedule;
  readonly changes: PlaceChanges;
  readonly newToken: () => QueueToken;
  /** From [0, 1). */
  readonly random: () => number;
}

export type PlaceRefusal = { readonly code: 'concert_not_found' | 'queue_token_not_found' };

export type ReadPlace = (request: {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  /** Null if the client sent none, which suffices for a concert without a waiting room. */
  readonly token: QueueToken | null;
  /** How long to wait for a change of status; 0 returns at once. */
  readonly waitMs: number;
  readonly signal?: StopSignal;
}) => Promise<Result<Place, PlaceRefusal>>;

/** Returns an account's place, at once or when its status changes. Checks the token's account. */
export function makeReadPlace(ports: ReadPlacePorts): ReadPlace {
  const look = async (request: Parameters<ReadPlace>[0]): Promise<Result<Place, PlaceRefusal>> => {
    const { concertId, accountId, token } = request;
    const settings = await ports.concerts.find(concertId);
    if (!settings?.published) return refuse({ code: 'concert_not_found' });
    if (!settings.waitingRoomEnabled) {
      const door = { over: saleOver(settings), paused: settings.paused };
      return ok(openDoorPlace(concertId, token ?? ports.newToken(), door, ports.random()));
    }
    if (token === null) return refuse({ code: 'queue_token_not_found' });
    const sighting = await ports.rooms.look({ concertId, accountId, token, rules: settings });
    if (sighting.scheduleMissing) await ports.schedule.ensure(concertId);
    const { standing } = sighting;
    if (standing === null) return refuse({ code: 'queue_token_not_found' });
    return ok(describePlace(concertId, { ...sighting, standing }, settings, ports.random()));
  };

  return async (request) => {
    const first = await look(request);
    if (request.waitMs === 0 || !isWaiting(first)) return first;
    const { status, reason } = first.value;
    const over = new AbortController();
    const end = () => over.abort();
    const timer = setTimeout(end, request.waitMs);
    request.signal?.addEventListener('abort', end);
    if (request.signal?.aborted) end();
    let last: Result<Place, PlaceRefusal> = first;
    try {
      await watchPlace(ports.changes, request, over.signal, async () => {
        last = await look(request);
        return last.ok && last.value.status === status && last.value.reason === reason;
      });
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', end);
    }
    return last;
  };
}

function isWaiting(
  answer: Result<Place, PlaceRefusal>,
): answer is { readonly ok: true; readonly value: Place } {
  return answer.ok && (answer.value.status === 'waiting' || answer.value.status === 'pre_open');
}

/**
 * Calls `onNews` once subscribed and after each change, one call at a time, until it returns false
 * or the signal aborts. Changes during a call lead to one further call.
 */
export async function watchPlace(
  changes: PlaceChanges,
  of: { readonly concertId: ConcertId; readonly accountId: AccountId },
  over: AbortSignal,
  onNews: () => Promise<boolean>,
): Promise<void> {
  let changed = true;
  let wake = () => {};
  const onAbort = () => wake();
  over.addEventListener('abort', onAbort);
  const unsubscribe = await changes.subscribe(of.concertId, of.accountId, () => {
    changed = true;
    wake();
  });
  try {
    while (!over.aborted) {
      if (changed) {
        changed = false;
        if (!(await onNews())) return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (changed || over.aborted) resolve();
        });
      }
    }
  } finally {
    unsubscribe();
    over.removeEventListener('abort', onAbort);
  }
}
