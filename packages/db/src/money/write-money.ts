import { LATE_MONEY_REFUNDED } from '@concert-mania/core/notifications/model';
import type { Decision, MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { Queryable } from '../connection/database.ts';
import { type WritePart, writeTogether } from '../connection/write-together.ts';
import { type DomainEvent, eventsPart } from '../events/domain-events.ts';
import { outcomesPart } from '../events/outcomes.ts';
import { reservationParts } from '../reservations/reservation-changes.ts';
import { withholdCancelled } from '../reservations/returning-seats.ts';
import { type Balances, reserveParts, resolveParts, transferParts } from './ledger/ledger-parts.ts';
import { movedEvents, movedPart } from './payments/payment-rows.ts';
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

/**
 * Writes the changes of a decision in one statement of the caller's transaction, and gives its
 * answer. `balances`: the wallets that the caller has locked. Throws `PartNotWritten`.
 */
export async function writeMoney<A>(
  tx: Queryable,
  { answer, changes }: Decision<A>,
  balances: Balances = NO_WALLETS,
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
    ...of('payment_moved').map(({ move }) => movedPart(move)),
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
  const events = inTheirTraces([...changes.flatMap(eventsOf), ...reservations.events], of('payment_started'));
  await writeTogether(tx, events.length > 0 ? [...parts, eventsPart(events)] : parts);
  for (const move of moves) await withholdCancelled(tx, move);
  return answer;
}

/** Several payments of one write belong to several traces. */
function inTheirTraces(
  events: readonly DomainEvent[],
  started: readonly Extract<MoneyChange, { kind: 'payment_started' }>[],
): readonly DomainEvent[] {
  if (!started.some(({ command }) => command.traceparent)) return events;
  const traces = new Map<string | null, string | undefined>(
    started.flatMap(({ command: { traceparent }, move: { after } }) => [
      [after.id, traceparent] as const,
      [after.reservationId, traceparent] as const,
    ]),
  );
  return events.map((event) => ({ ...event, traceparent: traces.get(event.stream) }));
}

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
