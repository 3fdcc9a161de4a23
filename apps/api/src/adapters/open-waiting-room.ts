import { cacheConcertSettings } from '@concert-mania/core/catalogue/cached-lookups';
import type { Epoch } from '@concert-mania/core/catalogue/recent-cache';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { isDatabaseUnavailable } from '@concert-mania/db/connection/availability';
import { makePlaceChanges } from '@concert-mania/redis/waiting-room/changes';
import { makeDueRooms } from '@concert-mania/redis/waiting-room/due-rooms';
import { makeRememberedSettings } from '@concert-mania/redis/waiting-room/remembered-settings';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { makeWaitingRoomDeps } from '../routes/waiting-room/make-waiting-room-deps.ts';
import type { Servers } from './open-servers.ts';

const nowMs = () => performance.now();

export function openWaitingRoom(over: Servers, epoch: Epoch) {
  const rooms = makeWaitingRoom(over.redis, over.keys);
  return {
    passes: rooms,
    useCases: makeWaitingRoomDeps({
      concerts: cacheConcertSettings(makeConcertSettingsLookup(over.db), nowMs, epoch, {
        isAway: isDatabaseUnavailable,
        memory: makeRememberedSettings(over.redis, over.keys, nowMs),
      }),
      rooms,
      schedule: makeDueRooms(over.redis, over.keys),
      changes: makePlaceChanges(over.subscriber, over.keys),
    }),
  };
}
