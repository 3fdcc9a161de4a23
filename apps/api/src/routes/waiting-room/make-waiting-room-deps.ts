import { randomUUID } from 'node:crypto';
import type { ConcertSettingsLookup } from '@concert-mania/core/catalogue/ports';
import { makeJoinRoom } from '@concert-mania/core/waiting-room/join-room';
import { makeLeaveRoom } from '@concert-mania/core/waiting-room/leave-room';
import type { AdmissionSchedule, PlaceChanges, WaitingRooms } from '@concert-mania/core/waiting-room/ports';
import { makeReadPlace } from '@concert-mania/core/waiting-room/read-place';
import { makeReadServing } from '@concert-mania/core/waiting-room/read-serving';
import type { WaitingRoomDeps } from './ports.ts';

/** The waiting room's use cases. `concerts` needs a cache: every poll reads it. */
export function makeWaitingRoomDeps(stores: {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
  readonly schedule: AdmissionSchedule;
  readonly changes: PlaceChanges;
}): WaitingRoomDeps {
  const ports = {
    ...stores,
    newToken: randomUUID,
    random: Math.random,
    nowMs: () => performance.now(),
  };
  return {
    joinRoom: makeJoinRoom(ports),
    readPlace: makeReadPlace(ports),
    leaveRoom: makeLeaveRoom(ports),
    readServing: makeReadServing(ports),
  };
}
