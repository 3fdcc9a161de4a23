import type { ConcertSettingsLookup } from '../catalogue/ports.ts';
import type { AccountId, ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { QueueToken } from './model.ts';
import type { WaitingRooms } from './ports.ts';

export type LeaveRefusal = { readonly code: 'concert_not_found' | 'queue_token_not_found' };

export type LeaveRoom = (request: {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  readonly token: QueueToken | null;
}) => Promise<Result<null, LeaveRefusal>>;

/** Gives up a place, waiting or admitted. Another account's token is not found. */
export function makeLeaveRoom(ports: {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
}): LeaveRoom {
  return async ({ concertId, accountId, token }) => {
    const settings = await ports.concerts.find(concertId);
    if (!settings?.published) return refuse({ code: 'concert_not_found' });
    if (!settings.waitingRoomEnabled) return ok(null);
    const left = token !== null && (await ports.rooms.leave({ concertId, accountId, token }));
    return left ? ok(null) : refuse({ code: 'queue_token_not_found' });
  };
}
