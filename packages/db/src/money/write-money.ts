import { LATE_MONEY_REFUNDED } from '@concert-mania/core/notifications/model';
import type { Payment } from '@concert-mania/core/payments/model';
import type { Decision, MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { Queryable } from '../connection/database.ts';
import { type WritePart, writeTogether } from '../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../events/domain-events.ts';
import { outcomesPart } from '../events/outcomes.ts';
import { reservationParts } from '../reservations/reservation-changes.ts';
import { withholdCancelled } from '../reservations/returning-seats.ts';
import { type Balances, reserveParts, resolveParts, transferParts } from './ledger/ledger-parts.ts';
import { movedEvents, movedParts } from './payments/payment-rows.ts';
import { startedEvents, startedParts } from './payments/started-payments.ts';
import { completedPart, notedPart, reducedPart } from './refunds/refund-rows.ts';
import {
  closedEvent,
  closedPart,
  openedAgainPart,
  openedEvent,
  openedPart,
  stuckReducedPart,
} from './refunds/stuck-money-rows.ts';
import { redeemedPart } from './wallet/top-up-orders.ts';

const NO_WALLETS: Balances = new Map();

/** The trace of each stream of events, by its id. */
export type Traces = ReadonlyMap<string, string | undefined>;
const NO_TRACES: Traces = new Map();

/**
 * Writes the changes of a decision in one statement of the caller's transaction, and gives its
 * answer. `balances`: the wallets that the caller has locked. `traces`: of payments settled
 * together. Throws `PartNotWritten`.
 */
export async function writeMoney<A>(
  tx: Queryable,
  { answer, changes }: Decision<A>,
  balances: Balances = NO_WALLETS,
  traces: Traces = NO_TRACES,
): Promise<A> {
  if (changes.length === 0) return answer;
  const of = <K extends MoneyChange['kind']>(kind: K) =>
    changes.filter((change): change is Extract<MoneyChange, { kind: K }> => change.kind === kind);
  const moves = of('reservation_moved').map(({ move }) => move);
  const reservations = reservationParts(moves);
  const closed = of('stuck_closed');
  const outcomes = of('outcome_recorded').map(({ type, command, outcome }) => ({
    ...command,
    type,
    outcome,
  }));
  const parts: readonly WritePart[] = [
    ...(outcomes.length > 0 ? [outcomesPart(outcomes)] : []),
    ...of('order_redeemed').map(redeemedPart),
    ...startedParts(of('payment_started')),
    ...movedParts(of('payment_moved').map(({ move }) => move)),
    ...of('refund_noted').map(notedPart),
    ...of('refund_completed').map(completedPart),
    ...of('refund_reduced').map(reducedPart),
    ...transferParts(
      of('transfer_posted').map(({ transfer }) => transfer),
      balances,
    ),
    ...reserveParts(of('money_reserved').map(({ pending }) => pending)),
    ...resolveParts(of('money_resolved')),
    ...of('stuck_opened').map(openedPart),
    ...of('stuck_opened_again').map(openedAgainPart),
    ...of('stuck_reduced').map(stuckReducedPart),
    ...(closed.length > 0 ? [closedPart(closed)] : []),
    ...reservations.parts,
  ];
  const events = inTheirTraces(
    [...changes.flatMap(eventsOf), ...reservations.events],
    new Map([...traces, ...of('payment_started').flatMap(tracesOf)]),
  );
  await writeTogether(tx, events.length > 0 ? [...parts, eventsPart(events)] : parts);
  for (const move of moves) await withholdCancelled(tx, move);
  return answer;
}

/** Several payments of one write belong to several traces. */
const inTheirTraces = (events: readonly DomainEvent[], traces: Traces): readonly DomainEvent[] =>
  [...traces.values()].some((traceparent) => traceparent !== undefined)
    ? events.map((event) => ({ ...event, traceparent: traces.get(event.stream) }))
    : events;

const tracesOf = ({ command, move }: Extract<MoneyChange, { kind: 'payment_started' }>) =>
  streamsOf(move.after).map((stream) => [stream, command.traceparent] as const);

/** The streams of events that a payment of a reservation writes. */
export const streamsOf = ({ id, reservationId }: Payment): readonly string[] =>
  reservationId === null ? [id] : [id, reservationId];

/** The events of a change, but for those of reservations. */
function eventsOf(change: MoneyChange): readonly DomainEvent[] {
  switch (change.kind) {
    case 'payment_started':
      return startedEvents(change);
    case 'payment_moved':
      return movedEvents(change.move);
    case 'stuck_opened':
      return [openedEvent(change)];
    case 'stuck_closed':
      return [closedEvent(change)];
    case 'late_money_refunded': {
      const { refundId, amount, payment } = change;
      const { accountId, reservationId, id: paymentId } = payment;
      const payload = { accountId, reservationId, paymentId, amount };
      return [{ stream: refundId, version: 1, type: LATE_MONEY_REFUNDED, payload }];
    }
    default:
      return [];
  }
}
