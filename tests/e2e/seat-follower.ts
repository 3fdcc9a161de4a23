import { setTimeout as pause } from 'node:timers/promises';

/** A client of the seat events: the state as it knows it, and how it came to know. */
export interface SeatFollower {
  readonly version: number;
  /** One character per seat, as `GET …/availability` shows it. */
  readonly availability: string;
  readonly changes: number;
  readonly snapshots: number;
  /** What was wrong with an event, each with its versions: one that is not newer, a change before any snapshot. */
  readonly faults: readonly string[];
  /** Ends the stream and resolves once it has ended; what was learned stays. */
  leave(): Promise<void>;
  /** Follows at this replica, from the last event on when there was one. */
  follow(api: string): void;
}

const RETRY_MS = 100;

/** Follows `GET /v1/performances/{id}/seats/events` as an `EventSource` would, and connects anew when a stream breaks. */
export function makeSeatFollower(performanceId: string): SeatFollower {
  const seats: string[] = [];
  const faults: string[] = [];
  const state = { version: 0, changes: 0, snapshots: 0 };
  let left = new AbortController();
  let reading = Promise.resolve();

  const take = (event: string, data: string) => {
    const { version, availability, changes } = JSON.parse(data) as SeatEventData;
    // A stream that begins anew may repeat the version that the client has, but never an older one.
    if (version < state.version || (event === 'change' && version === state.version))
      faults.push(`${event} ${version} after ${state.version}`);
    if (event === 'change' && state.snapshots === 0) faults.push(`change ${version} before a snapshot`);
    state.version = version;
    if (availability !== undefined) {
      state.snapshots += 1;
      seats.splice(0, seats.length, ...availability);
    }
    if (changes !== undefined) state.changes += 1;
    for (const [seatNumber, status] of changes ?? []) seats[seatNumber - 1] = status;
  };
  const read = async (api: string, signal: AbortSignal) => {
    const known = state.version > 0 ? { 'last-event-id': `${state.version}` } : {};
    const url = new URL(`/v1/performances/${performanceId}/seats/events`, api);
    const response = await fetch(url, { signal, headers: known });
    if (!response.ok || response.body === null) throw new Error(`the events answered ${response.status}`);
    await readEvents(response.body, take);
  };
  const keepReading = async (api: string, signal: AbortSignal) => {
    while (!signal.aborted) {
      await read(api, signal).catch((error: unknown) => {
        if (!signal.aborted) faults.push(String(error));
      });
      if (!signal.aborted) await pause(RETRY_MS);
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
      reading = keepReading(api, left.signal);
    },
  };
}

interface SeatEventData {
  readonly version: number;
  readonly availability?: string;
  readonly changes?: readonly (readonly [seatNumber: number, status: string])[];
}

/** Reads server-sent events (WHATWG HTML, 9.2.6) of one line of data each until the stream ends. */
async function readEvents(body: ReadableStream<Uint8Array>, onEvent: (event: string, data: string) => void) {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const lines of events) {
      const event = /^event: ?(.*)$/m.exec(lines)?.[1];
      const data = /^data: ?(.*)$/m.exec(lines)?.[1];
      if (event !== undefined && data !== undefined) onEvent(event, data);
    }
  }
}
