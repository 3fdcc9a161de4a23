import type { Passes } from '../waiting-room/ports.ts';
import type { EventHandler } from './model.ts';
import type { TouchedReservations } from './ports.ts';

/** The events after which a fan has what the pass was for. */
export const PASS_EVENT_TYPES = ['reservation.confirmed'] as const;

export interface EndPassesPorts {
  readonly reservations: TouchedReservations;
  readonly passes: Pick<Passes, 'end'>;
}

/** Ends the passes of fans who have paid, so that others are admitted in their place. */
export function makeEndPasses(ports: EndPassesPorts): EventHandler {
  return async (events) => {
    const paid = await ports.reservations.findTouched(events.map((event) => event.stream));
    await Promise.all(paid.map(({ concertId, accountId }) => ports.passes.end({ concertId, accountId })));
  };
}
