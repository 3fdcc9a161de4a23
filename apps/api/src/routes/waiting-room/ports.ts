import type { JoinRoom } from '@concert-mania/core/waiting-room/join-room';
import type { LeaveRoom } from '@concert-mania/core/waiting-room/leave-room';
import type { ReadPlace } from '@concert-mania/core/waiting-room/read-place';
import type { ReadServing } from '@concert-mania/core/waiting-room/read-serving';

/** The use cases of the waiting room, as the routes call them. */
export interface WaitingRoomDeps {
  readonly joinRoom: JoinRoom;
  readonly readPlace: ReadPlace;
  readonly leaveRoom: LeaveRoom;
  readonly readServing: ReadServing;
}
