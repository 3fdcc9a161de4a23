import type { Passes } from '../waiting-room/ports.ts';
import type { EventHandler } from './model.ts';
import type { TouchedReservations } from './ports.ts';

/** After these events the fan no longer needs the pass. */
export const PASS_EVENT_TYPES = ['reservation.confirmed'] as const;

export interface EndPassesPorts {
  readonly reservations: TouchedReservations;
  readonly passes: Pick<Passes, 'end'>;
}

/**
 * Ends the passes that fans had when they paid, so that others are admitted. A repeated event does
 * not end a pass that the fan got later.
 */
export function makeEndPasses(ports: EndPassesPorts): EventHandler {
  return async (events) => {
    const paidAt = new Map(events.map((event) => [event.stream, event.occurredAt]));
    const paid = await ports.reservations.findTouched([...paidAt.keys()]);
    await Promise.all(
      paid.map(async ({ id, concertId, accountId }) => {
        const at = paidAt.get(id);
        if (at) await ports.passes.end({ concertId, accountId, at });
      }),
    );
  };
}
