import type { AccountId, ConcertId } from '../shared/ids.ts';
import type { QueueToken } from './model.ts';
import type { WaitingRooms } from './ports.ts';

export type LeaveRoom = (request: {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  readonly token: QueueToken;
}) => Promise<boolean>;

/** Gives a place back, waiting or admitted. False when the token is unknown or of another account. */
export function makeLeaveRoom(ports: { readonly rooms: WaitingRooms }): LeaveRoom {
  return (request) => ports.rooms.leave(request);
}
