import {
  cacheAvailability,
  cacheCatalogue,
  cacheLayouts,
  cachePerformances,
} from '@concert-mania/core/catalogue/cached-lookups';
import type { PerformanceLookup, ProgrammeNews } from '@concert-mania/core/catalogue/ports';
import type { Epoch } from '@concert-mania/core/catalogue/recent-cache';
import { makePerformanceLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { makeSeatLayoutStore } from '@concert-mania/db/catalogue/seat-layout-store';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { isDatabaseUnavailable } from '@concert-mania/db/connection/availability';
import { makeSeatChanges } from '@concert-mania/redis/seats/seat-changes';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import type { ApiSettings } from '../config.ts';
import { makeBodyShelf } from '../http/shared-bodies/body-shelf.ts';
import { limitSearches } from '../routes/catalogue/limit-searches.ts';
import type { Servers } from './open-servers.ts';

const MIB = 1024 * 1024;
const nowMs = () => performance.now();

/** Counts edits of the programme by any replica. Own edits count before they are announced. */
export function countEdits(news: ProgrammeNews): {
  readonly epoch: Epoch;
  readonly announce: () => Promise<void>;
} {
  let edits = 0;
  const count = () => {
    edits += 1;
  };
  news.listen(count);
  return {
    epoch: () => edits,
    announce: () => {
      count();
      return news.announce();
    },
  };
}

export function openCatalogue(config: ApiSettings, { db, redis, subscriber, keys }: Servers, epoch: Epoch) {
  const seatStatuses = makeSeatStatusCache(redis, keys, makeSeatStatusReader(db));
  return {
    concerts: cacheCatalogue(limitSearches(makeCatalogueStore(db)), nowMs, epoch),
    layouts: cacheLayouts(makeSeatLayoutStore(db), nowMs),
    availability: cacheAvailability(seatStatuses, nowMs),
    bodies: makeBodyShelf(config.SHARED_BODIES_MIB * MIB, nowMs),
    live: { ...seatStatuses, ...makeSeatChanges(subscriber, keys) },
  };
}

/** Performances as they were read less than a second ago. */
export const openPerformances = ({ db }: Servers, epoch: Epoch): PerformanceLookup =>
  cachePerformances(makePerformanceLookup(db), nowMs, epoch, { isAway: isDatabaseUnavailable });
