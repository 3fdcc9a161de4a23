import { foldReservation, type Reservation } from '@concert-mania/core/holds/model';
import { changePayment, type Payment, type PaymentChange } from '@concert-mania/core/payments/model';
import { canonicalJson } from '@concert-mania/core/shared/canonical-json';
import type { Queryable } from '../connection/database.ts';
import { OLDEST_UNREAD } from '../events/event-backlog.ts';
import { type EventRow, reviveDates, toReservationEvent } from '../events/event-payloads.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from '../money/payments/payment-rows.ts';
import {
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '../reservations/reservation-changes.ts';
import { type AuditCheck, type AuditTerms, type Flaws, type Snapshot, sqlCheck } from './check.ts';

/** Folds the events of each stream and reports streams that do not end in their row. */
function foldCheck<N extends string, T extends { readonly id: string }>(check: {
  readonly name: N;
  readonly promise: string;
  readonly table: 'reservations' | 'payments';
  readonly prefix: 'res' | 'pay';
  readonly page: (tx: Queryable, after: string, limit: number) => Promise<readonly T[]>;
  /** Throws if the sequence of events is impossible. */
  readonly fold: (row: T, events: readonly EventRow[]) => T;
}): AuditCheck<N> {
  return {
    name: check.name,
    promise: check.promise,
    find: async (snapshot, terms) => {
      const stray = await strayStreams(snapshot, check.table, check.prefix, terms);
      const first = [...stray.first];
      let { count } = stray;
      for (let after = ''; ; ) {
        const { rows, events } = await snapshot(async (tx) => {
          const page = await check.page(tx, after, terms.pageSize);
          return { rows: page, events: await readEvents(tx, page) };
        });
        const last = rows.at(-1);
        if (!last) return { count, first };
        after = last.id;
        for (const row of rows) {
          const detail = difference(row, () => check.fold(row, events.get(row.id) ?? []));
          if (detail === null) continue;
          count += 1;
          if (first.length < terms.maxFindings) first.push({ subject: row.id, detail });
        }
      }
    },
  };
}

/** Finds streams of this kind that have no row. */
const strayStreams = (snapshot: Snapshot, table: string, prefix: string, terms: AuditTerms): Promise<Flaws> =>
  sqlCheck(
    'stray-streams',
    'events belong to a row',
    `select stream as subject, 'has events and no row' as detail from domain_events e
     where version = 1 and starts_with(stream, $1) and not exists (select from ${table} t where t.id = e.stream)`,
    () => [`${prefix}_`],
  ).find(snapshot, terms);

async function readEvents(
  tx: Queryable,
  rows: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, readonly EventRow[]>> {
  const events = await tx.query<EventRow>(
    'select stream, version, type, payload from domain_events where stream = any($1) order by stream, version',
    [rows.map((row) => row.id)],
  );
  return Map.groupBy(events, (event) => event.stream);
}

function difference<T extends object>(row: T, fold: () => T): string | null {
  let folded: T;
  try {
    folded = fold();
  } catch (error) {
    return `has an impossible sequence of events: ${error instanceof Error ? error.message : String(error)}`;
  }
  const other = (Object.keys(row) as (keyof T & string)[]).filter(
    (key) => canonicalJson(row[key]) !== canonicalJson(folded[key]),
  );
  if (other.length === 0) return null;
  return other
    .map((key) => `${key} is ${canonicalJson(row[key])}, events say ${canonicalJson(folded[key])}`)
    .join('; ');
}

function withoutGap(events: readonly EventRow[]): readonly EventRow[] {
  events.forEach((event, index) => {
    if (event.version !== index + 1) throw new Error(`event ${index + 1} is missing`);
  });
  return events;
}

const PAYMENT_DATES = ['approvedAt'];

function foldPayment(row: Payment, events: readonly EventRow[]): Payment {
  const [first, ...rest] = withoutGap(events);
  if (first?.type !== 'payment.started')
    throw new Error(`${row.id} begins with ${first?.type ?? 'no event'}`);
  const started: Payment = {
    ...row,
    status: 'in_progress',
    refundedAmount: 0,
    failureCode: null,
    approvedAt: null,
    version: 1,
  };
  return rest.reduce((payment, { type, payload }) => {
    const next = changePayment(payment, { ...reviveDates(payload, PAYMENT_DATES), type } as PaymentChange);
    if (!next.ok) throw new Error(`${type} cannot follow ${payment.status}`);
    return next.value;
  }, started);
}

const UNREAD_GRACE_SECONDS = 60;

/** F3: folding a stream's events gives its row. */
export const eventChecks = [
  foldCheck({
    name: 'reservation-events-fold-to-rows',
    promise: "folding a reservation's events gives its row",
    table: 'reservations',
    prefix: 'res',
    page: async (tx, after, limit): Promise<readonly Reservation[]> => {
      const rows = await tx.query<ReservationRow>(
        `select ${RESERVATION_COLUMNS} from reservations where id > $1 order by id limit $2`,
        [after, limit],
      );
      return rows.map(toReservation);
    },
    fold: (_row, events) => foldReservation(withoutGap(events).map(toReservationEvent)),
  }),
  foldCheck({
    name: 'payment-events-fold-to-rows',
    promise: "folding a payment's events gives its row",
    table: 'payments',
    prefix: 'pay',
    page: async (tx, after, limit): Promise<readonly Payment[]> => {
      const rows = await tx.query<PaymentRow>(
        `select ${PAYMENT_COLUMNS} from payments where id > $1 order by id limit $2`,
        [after, limit],
      );
      return rows.map(toPayment);
    },
    fold: foldPayment,
  }),
  sqlCheck(
    'events-are-read',
    `every consumer has read its events within ${UNREAD_GRACE_SECONDS} s`,
    `select c.consumer as subject, 'has not read event ' || u.seq || ' of ' || u.occurred_at as detail
     from event_cursors c join ${OLDEST_UNREAD} on true
     where u.occurred_at < clock_timestamp() - make_interval(secs => ${UNREAD_GRACE_SECONDS})`,
  ),
] as const;
