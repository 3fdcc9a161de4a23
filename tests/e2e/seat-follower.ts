import type { StreamEvent } from '@concert-mania/client/events';
import { makeClient } from '@concert-mania/client/make-client';
import { sleep } from '@concert-mania/client/send';

/** The seats as a client knows them from their events. */
export interface SeatFollower {
  readonly version: number;
  /** One character per seat, as `GET …/availability` shows it. */
  readonly availability: string;
  readonly changes: number;
  readonly snapshots: number;
  /** Failed connections, and events that are not newer or change seats before any snapshot. */
  readonly faults: readonly string[];
  /** Ends the stream and resolves once it has ended; what was learned stays. */
  leave(): Promise<void>;
  /** Follows at this replica, from the last event on when there was one. */
  follow(api: string): void;
}

type SeatEvent = StreamEvent<typeof EVENTS>;

const RETRY_MS = 100;
const EVENTS = '/v1/performances/{performanceId}/seats/events';

/** Follows the seats of a performance. Reconnects sooner than the API asks. */
export function makeSeatFollower(performanceId: string): SeatFollower {
  const seats: string[] = [];
  const faults: string[] = [];
  const state = { version: 0, changes: 0, snapshots: 0 };
  let left = new AbortController();
  let reading = Promise.resolve();

  const take = ({ event, data }: SeatEvent) => {
    const { version } = data;
    // A stream that begins anew may repeat the version that the client has, but never an older one.
    if (version < state.version || (event === 'change' && version === state.version))
      faults.push(`${event} ${version} after ${state.version}`);
    if (event === 'change' && state.snapshots === 0) faults.push(`change ${version} before a snapshot`);
    state.version = version;
    if (event === 'snapshot') {
      state.snapshots += 1;
      seats.splice(0, seats.length, ...data.availability);
      return;
    }
    state.changes += data.changes.length;
    for (const [seatNumber, status] of data.changes) seats[seatNumber - 1] = status;
  };
  const connect = async (request: Request): Promise<Response> => {
    const answer = await fetch(request).catch((error: unknown) => error);
    if (answer instanceof Response && answer.ok) return answer;
    if (!request.signal.aborted)
      faults.push(answer instanceof Response ? `answered ${answer.status}` : String(answer));
    if (answer instanceof Response) return answer;
    throw answer;
  };
  const read = async (baseUrl: string, signal: AbortSignal) => {
    const client = makeClient({
      baseUrl,
      fetch: connect,
      pause: (_, aborted) => sleep(RETRY_MS, aborted),
    });
    const lastEventId = state.version > 0 ? `${state.version}` : undefined;
    for await (const event of client.events(EVENTS, { path: { performanceId }, lastEventId, signal })) {
      take(event);
    }
  };

  return {
    get version() {
      return state.version;
    },
    get availability() {
      return seats.join('');
    },
    get changes() {
      return state.changes;
    },
    get snapshots() {
      return state.snapshots;
    },
    faults,
    leave: () => {
      left.abort();
      return reading;
    },
    follow: (api) => {
      left = new AbortController();
      reading = read(api, left.signal).catch((error: unknown) => void faults.push(String(error)));
    },
  };
}
