import type { Actor } from '@concert-mania/core/identity/staff/staff-actions';
import type {
  BoxOfficeSearch,
  FoundAccount,
  SearchQuestion,
} from '@concert-mania/core/payments/lookup/search';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import { recordAction } from '../../accounts/staff-actions.ts';
import type { Queryable } from '../../connection/database.ts';
import { FOUND_COLUMNS, FOUND_TABLES, type FoundRow, toFound } from './found-rows.ts';

/** The most names that are compared with a part of a name. One comparison takes about 10 µs. */
const MOST_NAMES = 2_000;

/**
 * The ids of the newest rows whose name has part $1, at most $2. If the part is in too many names,
 * the newest rows are searched, and as many others.
 */
const namedRows = (rows: string, id: string, name: string) => `with by_grams as materialized (
      select ${id} as id, ${name} as name from ${rows} and search_grams(search_fold(${name})) @> search_keys(array[$1])
      limit ${MOST_NAMES}
    ), newest as materialized (
      select ${id} as id, ${name} as name from ${rows} and (select count(*) from by_grams) = ${MOST_NAMES}
      order by 1 desc limit ${MOST_NAMES}
    )
    select id from (select * from by_grams union select * from newest) found
    where search_fold(name) like all (search_patterns(array[$1])) order by id desc limit $2`;

const NAMED_ACCOUNTS = namedRows('accounts where erased_at is null', 'id', 'name');
const NAMED_SALES = namedRows('desk_sales where holder_name is not null', 'reservation_id', 'holder_name');

const ACCOUNTS: Readonly<Partial<Record<SearchQuestion['kind'], string>>> = {
  account: 'a.id = $1',
  email: 'lower(a.email) = $1',
  phone: 'a.phone = $1',
  text: `a.id in (${NAMED_ACCOUNTS})`,
};

/** Of a sale at the desk `d`. */
const HOLDERS: Readonly<Partial<Record<SearchQuestion['kind'], string>>> = {
  email: 'lower(d.holder_email) = $1',
  phone: 'd.holder_phone = $1',
  text: `d.reservation_id in (${NAMED_SALES})`,
};

const RESERVATIONS: Readonly<Partial<Record<SearchQuestion['kind'], string>>> = {
  reservation: 'select id from reservations where id = $1',
  ticket: 'select reservation_id as id from tickets where id = $1',
  payment: 'select reservation_id as id from payments where id = $1 and reservation_id is not null',
  text: `select reservation_id as id from payments
    where payment_key = $1 and status <> 'failed' and reservation_id is not null`,
  seat: `select s.reservation_id as id from performances p join concerts c on c.id = p.concert_id
    join venue_seats v on v.venue_id = c.venue_id
    join seats s on s.performance_id = p.id and s.seat_number = v.seat_number
    where p.id = $2 and s.reservation_id is not null
      and (v.seat_number::text = $1 or lower(v.label) = lower($1))`,
};

/** Shorter texts are part of too many names. */
const isTooShort = (question: SearchQuestion) => question.kind === 'text' && question.text.length < 2;

/** Searches of the box office in PostgreSQL. */
export function makeBoxOfficeSearch(db: Queryable): BoxOfficeSearch {
  return {
    search: async (question, limit, by) => {
      const most = limit + 1;
      const accounts = await findAccounts(db, question, most);
      const ids = [...(await findIds(db, question)), ...(await findSales(db, question, most))];
      const reservations = await readReservations(db, ids, accounts.slice(0, limit), most);
      await recordSearch(db, by, question, { accounts, reservations });
      return {
        accounts: accounts.slice(0, limit),
        reservations: reservations.slice(0, limit).map(toFound),
        more: accounts.length > limit || reservations.length > limit,
      };
    },
  };
}

async function findAccounts(
  db: Queryable,
  question: SearchQuestion,
  most: number,
): Promise<readonly FoundAccount[]> {
  const where = ACCOUNTS[question.kind];
  if (where === undefined || isTooShort(question)) return [];
  return db.query<FoundAccount>(
    `select a.id, a.email, a.name, a.phone from accounts a where ${where} and a.erased_at is null
     order by a.id desc limit $2`,
    [wordOf(question), most],
  );
}

async function findIds(db: Queryable, question: SearchQuestion): Promise<readonly ReservationId[]> {
  const select = RESERVATIONS[question.kind];
  if (select === undefined) return [];
  const values = question.kind === 'seat' ? [question.seat, question.performanceId] : [wordOf(question)];
  return (await db.query<{ id: ReservationId }>(select, values)).map(({ id }) => id);
}

async function findSales(
  db: Queryable,
  question: SearchQuestion,
  most: number,
): Promise<readonly ReservationId[]> {
  const where = HOLDERS[question.kind];
  if (where === undefined || isTooShort(question)) return [];
  // Materialized: to serve order and limit, PostgreSQL may otherwise read all sales by their key.
  const rows = await db.query<{ id: ReservationId }>(
    `with sale as materialized (select d.reservation_id as id from desk_sales d where ${where})
     select id from sale order by id desc limit $2`,
    [wordOf(question), most],
  );
  return rows.map(({ id }) => id);
}

function wordOf(question: SearchQuestion): string {
  switch (question.kind) {
    case 'email':
      return question.email;
    case 'phone':
      return question.phone;
    case 'seat':
      return question.seat;
    case 'text':
      return question.text;
    default:
      return question.id;
  }
}

// Each account is asked for its newest, so that one with many reservations costs no more.
const READ = `with found as (
    select id from unnest($1::text[]) as id
    union select r.id from unnest($2::text[]) as account (id) cross join lateral (
      select id from reservations where account_id = account.id order by id desc limit $3) r
  )
  select ${FOUND_COLUMNS} from found join reservations r on r.id = found.id ${FOUND_TABLES}
  order by r.id desc limit $3`;

const readReservations = (
  db: Queryable,
  ids: readonly ReservationId[],
  accounts: readonly FoundAccount[],
  most: number,
): Promise<readonly FoundRow[]> => db.query<FoundRow>(READ, [ids, accounts.map(({ id }) => id), most]);

/** Records whose data was shown, and not the text, which may itself be personal data. */
function recordSearch(
  db: Queryable,
  by: Actor,
  { kind }: SearchQuestion,
  found: { readonly accounts: readonly FoundAccount[]; readonly reservations: readonly FoundRow[] },
) {
  const shown = [...found.accounts, ...found.reservations.map(({ account }) => account)];
  const accounts = [...new Set(shown.map(({ id }) => id))];
  const deskSales = found.reservations.filter(({ holderName }) => holderName !== null).map(({ id }) => id);
  return recordAction(db, by, 'box_office.searched', null, { by: kind, accounts, deskSales });
}
