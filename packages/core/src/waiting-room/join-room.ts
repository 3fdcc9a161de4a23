import type { ConcertSettingsLookup } from '../catalogue/ports.ts';
import type { AccountId, ConcertId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { describePlace, openDoorPlace } from './describe-place.ts';
import type { Place, QueueToken, SaleOver } from './model.ts';
import type { AdmissionSchedule, WaitingRooms } from './ports.ts';
import { saleOver } from './sale-over.ts';

export interface JoinRoomPorts {
  readonly concerts: ConcertSettingsLookup;
  readonly rooms: WaitingRooms;
  readonly schedule: AdmissionSchedule;
  readonly newToken: () => QueueToken;
  /** From [0, 1). */
  readonly random: () => number;
}

export type JoinRoom = (request: {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
}) => Promise<
  Result<
    { readonly place: Place; readonly created: boolean },
    { readonly code: 'concert_not_found' | SaleOver }
  >
>;

/**
 * Gives an account its one place in a concert's waiting room; joining again returns the same one. A
 * concert without a waiting room admits at once. Drafts are not found; an ended sale gives no
 * place.
 */
export function makeJoinRoom(ports: JoinRoomPorts): JoinRoom {
  return async ({ concertId, accountId }) => {
    const settings = await ports.concerts.find(concertId);
    if (!settings?.published) return refuse({ code: 'concert_not_found' });
    const token = ports.newToken();
    if (!settings.waitingRoomEnabled) {
      const over = saleOver(settings);
      if (over !== null) return refuse({ code: over });
      return ok({
        place: openDoorPlace(concertId, token, { over, paused: settings.paused }, ports.random()),
        created: true,
      });
    }
    const sighting = await ports.rooms.join({ concertId, accountId, token, rules: settings });
    if (sighting.scheduleMissing) await ports.schedule.ensure(concertId);
    const { standing, over, created } = sighting;
    if (standing === null) {
      if (over === null)
        throw new Error(
          `the waiting room of ${concertId} returned neither a place nor an ended sale to ${accountId}`,
        );
      return refuse({ code: over });
    }
    return ok({
      place: describePlace(concertId, { ...sighting, standing }, settings, ports.random()),
      created,
    });
  };
}
