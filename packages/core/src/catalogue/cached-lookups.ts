import { type IdPrefix, looksLikeId } from '../shared/ids.ts';
import type {
  Catalogue,
  ConcertSettings,
  ConcertSettingsLookup,
  CurrentLayouts,
  PerformanceFacts,
  PerformanceLookup,
  SeatAvailabilityReader,
  SeatLayouts,
} from './ports.ts';
import { type Epoch, keepRecent } from './recent-cache.ts';
import { type RideOutOptions, rideOut } from './ride-out.ts';

/** An admin's change is visible within a second. */
export const LOOKUP_LIMITS = { maxAgeMs: 900, maxEntries: 2_000 } as const;
const PAGE_LIMITS = { maxAgeMs: 900, maxEntries: 500 } as const;
/** Short, because clients may cache the answer for another second. */
const AVAILABILITY_LIMITS = { maxAgeMs: 100, maxEntries: 200 } as const;
/** A layout changes only with its revision. Few are kept: each may list 60,000 seats. */
const LAYOUT_LIMITS = { maxAgeMs: 600_000, maxEntries: 16 } as const;

/** While the source is down, cached answers are valid for an hour. */
const OUTAGE_LIMITS = { maxAgeMs: 3_600_000, maxEntries: LOOKUP_LIMITS.maxEntries } as const;

/** How a cache answers during an outage. */
export type Outages<V> = Pick<RideOutOptions<V>, 'isAway' | 'memory'>;

/**
 * Queries the inner lookup at most about once a second per performance, including unknown ones.
 * Answers from memory while the inner lookup is down.
 */
export function cachePerformances(
  inner: PerformanceLookup,
  nowMs: () => number,
  epoch?: Epoch,
  outages?: Outages<PerformanceFacts>,
): PerformanceLookup {
  return { find: cacheThrough('prf', (id) => inner.find(id), nowMs, epoch, outages) };
}

/**
 * Queries the inner lookup at most about once a second per concert, including unknown ones. While
 * the inner lookup is down, answers from its own memory or from that of other processes.
 */
export function cacheConcertSettings(
  inner: ConcertSettingsLookup,
  nowMs: () => number,
  epoch?: Epoch,
  outages?: Outages<ConcertSettings>,
): ConcertSettingsLookup {
  return { find: cacheThrough('con', (id) => inner.find(id), nowMs, epoch, outages) };
}

const NOTHING = Promise.resolve(null);

function cacheThrough<V>(
  prefix: IdPrefix,
  find: (id: string) => Promise<V | null>,
  nowMs: () => number,
  epoch?: Epoch,
  outages?: Outages<V>,
): (id: string) => Promise<V | null> {
  const load = outages ? rideOut(find, { ...OUTAGE_LIMITS, nowMs, ...outages }) : find;
  const recent = keepRecent(load, LOOKUP_LIMITS, nowMs, epoch);
  return (id) => (looksLikeId(prefix, id) ? recent(id) : NOTHING);
}

/** A catalogue whose pages and concerts are less than a second old, sale statuses included. */
export function cacheCatalogue(inner: Catalogue, nowMs: () => number, epoch?: Epoch): Catalogue {
  const list = keepRecent(
    (request: string) => inner.listConcerts(fromKey(request)),
    PAGE_LIMITS,
    nowMs,
    epoch,
  );
  const findConcert = keepRecent((id: string) => inner.findConcert(id), LOOKUP_LIMITS, nowMs, epoch);
  return {
    listConcerts: (request) => list(toKey(request)),
    findConcert,
    listPerformances: async (id) => (await findConcert(id))?.performances ?? null,
  };
}

/** Caches layouts. A missing one is also cached for a while, so look up the performance first. */
export function cacheLayouts(inner: SeatLayouts, nowMs: () => number): CurrentLayouts {
  const find = keepRecent((key: string) => inner.find(key.slice(key.indexOf(' ') + 1)), LAYOUT_LIMITS, nowMs);
  return { find: ({ id, revision }) => find(`${revision} ${id}`) };
}

/** Seat states at most a tenth of a second older than the inner ones. */
export function cacheAvailability(
  inner: SeatAvailabilityReader,
  nowMs: () => number,
): SeatAvailabilityReader {
  return { read: keepRecent((id) => inner.read(id), AVAILABILITY_LIMITS, nowMs) };
}

type ListRequest = Parameters<Catalogue['listConcerts']>[0];

const toKey = ({ filter, before, limit }: ListRequest): string =>
  JSON.stringify([
    filter.keyword,
    filter.from?.getTime() ?? null,
    filter.to?.getTime() ?? null,
    before,
    limit,
  ]);

function fromKey(key: string): ListRequest {
  const [keyword, from, to, before, limit] = JSON.parse(key) as [
    string | null,
    number | null,
    number | null,
    string | null,
    number,
  ];
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  return { filter: { keyword, from: at(from), to: at(to) }, before, limit };
}
