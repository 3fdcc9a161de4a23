import { CONCERT_DEFAULTS, type ConcertTerms } from '@concert-mania/core/programme/model';
import type { ConcertId, VenueId } from '@concert-mania/core/shared/ids';
import type { Queryable } from '../connection/database.ts';

export interface NewConcert {
  readonly id: ConcertId;
  readonly title: string;
  readonly artist: string;
  readonly description: string;
  readonly venueId: VenueId;
  readonly published: boolean;
  readonly waitingRoom: {
    readonly enabled: boolean;
    readonly maxActive: number;
    readonly admitPerSecond: number;
    readonly passSeconds: number;
    readonly claimSeconds: number;
    readonly preOpenOrder: 'shuffle' | 'arrival';
  };
  readonly maxSeatsPerUser: number;
  /** Null: the system's default. */
  readonly holdSeconds: number | null;
  readonly holdBudgetSeatSeconds?: ConcertTerms['holdBudgetSeatSeconds'];
  readonly returnCancelledWithinSeconds?: number;
  readonly refundPolicy?: ConcertTerms['refundPolicy'];
  readonly onDecline?: ConcertTerms['onDecline'];
}

/** Inserts a concert without performances. */
export async function createConcert(tx: Queryable, concert: NewConcert): Promise<void> {
  const { waitingRoom } = concert;
  await tx.query(
    `insert into concerts (id, title, artist, description, venue_id, published_at, waiting_room_enabled, max_active,
       admit_per_second, pass_seconds, claim_seconds, pre_open_order, max_seats_per_user, hold_seconds,
       refund_policy, on_decline, hold_budget_seat_seconds, return_cancelled_within_seconds)
     values ($1, $2, $3, $4, $5, case when $6 then now() end, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      concert.id,
      concert.title,
      concert.artist,
      concert.description,
      concert.venueId,
      concert.published,
      waitingRoom.enabled,
      waitingRoom.maxActive,
      waitingRoom.admitPerSecond,
      waitingRoom.passSeconds,
      waitingRoom.claimSeconds,
      waitingRoom.preOpenOrder,
      concert.maxSeatsPerUser,
      concert.holdSeconds,
      JSON.stringify(concert.refundPolicy ?? CONCERT_DEFAULTS.refundPolicy),
      concert.onDecline ?? CONCERT_DEFAULTS.onDecline,
      concert.holdBudgetSeatSeconds ?? CONCERT_DEFAULTS.holdBudgetSeatSeconds,
      concert.returnCancelledWithinSeconds ?? CONCERT_DEFAULTS.returnCancelledWithinSeconds,
    ],
  );
}
