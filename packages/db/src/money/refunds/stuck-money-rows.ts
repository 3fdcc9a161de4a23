import type { MoneyChange } from '@concert-mania/core/payments/money-changes';
import type { WritePart } from '../../connection/write-together.ts';
import type { DomainEvent } from '../../events/domain-events.ts';

const MAX_MESSAGE_LENGTH = 500;

type Change<K extends MoneyChange['kind']> = Extract<MoneyChange, { kind: K }>;

/** New stuck money as a part of a larger write. */
export const openedPart = ({ id, stuck }: Change<'stuck_opened'>): WritePart => ({
  name: 'stuck_opened',
  sql: `insert into stuck_money (id, kind, payment_id, refund_id, wanted_amount, balance_amount, code, message, payment_key)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning 1`,
  values: [
    id,
    stuck.kind,
    stuck.paymentId,
    stuck.refundId ?? null,
    stuck.wantedAmount,
    stuck.balanceAmount,
    stuck.code,
    stuck.message.slice(0, MAX_MESSAGE_LENGTH),
    stuck.paymentKey ?? null,
  ],
  rows: 1,
});

export function openedEvent({ id, stuck }: Change<'stuck_opened'>): DomainEvent {
  const { message: _message, paymentKey: _paymentKey, ...payload } = stuck;
  return { stream: id, version: 1, type: 'money.blocked', payload };
}

/** Another attempt at stuck money that is open, as a part of a larger write. */
export const openedAgainPart = ({ id, stuck }: Change<'stuck_opened_again'>): WritePart => ({
  name: 'stuck_opened_again',
  sql: `update stuck_money set attempts = attempts + 1, wanted_amount = $2, balance_amount = $3, code = $4, message = $5
    where id = $1 and settled_at is null returning 1`,
  values: [
    id,
    stuck.wantedAmount,
    stuck.balanceAmount,
    stuck.code,
    stuck.message.slice(0, MAX_MESSAGE_LENGTH),
  ],
  rows: 1,
});

/** A lower wanted amount of stuck money, as a part of a larger write. */
export const stuckReducedPart = ({
  id,
  wantedAmount,
  balanceAmount,
}: Change<'stuck_reduced'>): WritePart => ({
  name: 'stuck_reduced',
  sql: `update stuck_money set wanted_amount = $2, balance_amount = $3
    where id = $1 and settled_at is null returning 1`,
  values: [id, wantedAmount, balanceAmount],
  rows: 1,
});

/** The end of stuck money as a part of a larger write. */
export const closedPart = (closed: readonly Change<'stuck_closed'>[]): WritePart => ({
  name: 'stuck_closed',
  sql: `update stuck_money s set settled_at = clock_timestamp(), settled_by = n.by, reference = n.reference, note = n.note
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (id, by, reference, note)
    where s.id = n.id and s.settled_at is null returning 1`,
  values: [
    closed.map(({ id }) => id),
    closed.map(({ by }) => by?.accountId ?? null),
    closed.map(({ by }) => by?.reference ?? null),
    closed.map(({ by }) => by?.note ?? null),
  ],
  rows: closed.length,
});

export const closedEvent = ({ id, by }: Change<'stuck_closed'>): DomainEvent => ({
  stream: id,
  version: 2,
  type: 'money.settled',
  payload: by ? { settledBy: by.accountId, reference: by.reference } : { settledBy: null },
});
