/** How much a run of the bench measures. */
export interface SeatListBenchSettings {
  readonly seats: number;
  readonly repetitions: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly connections: number;
  /** Sockets that ask for the list and never read. */
  readonly silentSockets: number;
}

export const FULL: SeatListBenchSettings = {
  seats: 20_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 32,
  silentSockets: 500,
};

export const QUICK: SeatListBenchSettings = { ...FULL, repetitions: 1, warmupMs: 700, measureMs: 2_000 };

/** What clients accept, and whether seats change meanwhile. */
export const READS = [
  { what: 'br', acceptEncoding: 'br', changing: false },
  { what: 'gzip', acceptEncoding: 'gzip', changing: false },
  { what: 'plain', acceptEncoding: 'identity', changing: false },
  { what: 'br, a seat changes every 100 ms', acceptEncoding: 'br', changing: true },
  { what: 'plain, a seat changes every 100 ms', acceptEncoding: 'identity', changing: true },
] as const;
