import type { Actor } from '../identity/staff/staff-actions.ts';
import type { ReservationId } from '../shared/ids.ts';
import type { Result } from '../shared/result.ts';

/** How often staff can mail the tickets of a reservation on one day in Seoul. */
export const MAILS_PER_DAY = 5;

export interface Resent {
  /** How many more mails are possible today. */
  readonly mailsLeft: number;
}

export type ResendRefusal = {
  readonly code: 'reservation_not_found' | 'ticket_not_found' | 'no_email' | 'too_many_mails';
};

/** Queues a mail with the reservation's tickets, and records who asked for it. */
export type ResendTickets = (id: ReservationId, by: Actor) => Promise<Result<Resent, ResendRefusal>>;
