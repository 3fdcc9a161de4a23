import type {
  CancelAtBoxOffice,
  CancelCommandName,
  CancelReservation,
  RefundRule,
} from '../../holds/commands.ts';
import type { AcceptedCommand, CommandReference } from '../../shared/command.ts';
import type { AccountId, ReservationId } from '../../shared/ids.ts';

/** Asks to cancel a reservation or some of its seats. */
export interface CancellationRequest extends CommandReference {
  readonly type: CancelCommandName;
  readonly requestId?: string | undefined;
  readonly reservationId: ReservationId;
  /** The account that must own the reservation. Null: staff cancel anybody's. */
  readonly ownerId: AccountId | null;
  /** Null: all seats that are left. */
  readonly seatNumbers: readonly number[] | null;
  readonly refund: RefundRule;
  readonly reason: string | null;
}

/** A fan cancels their own reservation. */
export const askedByFan = ({
  payload,
  ...command
}: AcceptedCommand<CancelReservation>): CancellationRequest => ({
  ...command,
  ...payload,
  seatNumbers: payload.seatNumbers ?? null,
  type: 'reservation.cancel',
  ownerId: command.accountId,
  refund: 'policy',
});

/** Staff cancel a reservation of anybody. */
export const askedByStaff = ({
  payload,
  ...command
}: AcceptedCommand<CancelAtBoxOffice>): CancellationRequest => ({
  ...command,
  ...payload,
  seatNumbers: payload.seatNumbers ?? null,
  type: 'box-office.cancel',
  ownerId: null,
});
