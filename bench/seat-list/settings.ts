/** How much a run measures. */
export const FULL = {
  seats: 20_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 4_000,
  connections: 64,
  /** Sockets that ask for the list and never read. */
  silentSockets: 500,
  /** Viewers of the stream of seat events, and the changes they receive. */
  viewers: 2_000,
  changes: 100,
};
export type SeatListSettings = typeof FULL;

export const QUICK: SeatListSettings = {
  ...FULL,
  repetitions: 1,
  warmupMs: 700,
  measureMs: 2_000,
  changes: 20,
};

export interface Read {
  readonly name: string;
  readonly resource: 'availability' | 'seats';
  readonly encoding: 'br' | 'gzip' | 'identity';
  /** Whether the client has the version already and gets 304. */
  readonly known?: boolean;
  /** Whether a seat changes every 100 ms meanwhile. */
  readonly changing?: boolean;
}

export const READS: readonly Read[] = [
  { name: 'availability, unchanged (304)', resource: 'availability', encoding: 'identity', known: true },
  { name: 'availability', resource: 'availability', encoding: 'identity' },
  { name: 'list, br', resource: 'seats', encoding: 'br' },
  { name: 'list, gzip', resource: 'seats', encoding: 'gzip' },
  { name: 'list, plain', resource: 'seats', encoding: 'identity' },
  { name: 'list, br, seats change', resource: 'seats', encoding: 'br', changing: true },
  { name: 'list, plain, seats change', resource: 'seats', encoding: 'identity', changing: true },
];
