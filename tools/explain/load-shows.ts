/** Seats of every venue, and so reservations of a performance. */
export const SEATS = 1_000;
export const PERFORMANCES_OF_CONCERT = 5;

const VENUES = 20;
const FANS = 100_000;
const STAFF = 20;

const EACH_CONCERT = `from generate_series(0, ($1::int - 1) / ${SEATS * PERFORMANCES_OF_CONCERT}) k`;
const EACH_PERFORMANCE = `from generate_series(0, ($1::int - 1) / ${SEATS}) k`;
/** The sale is three years long in all; a performance begins three days after its sale. */
const STARTS_AT = `now() + interval '3 days'
  - make_interval(mins => ((1 - k * ${SEATS}::double precision / $1::int) * 1500000)::int)`;

const account = (id: string, name: string, role: string) => `
  insert into accounts (id, email, password_hash, name, phone, role)
  select ${id}, ${id} || '@example.com', '', ${name}, '+8210' || lpad(k::text, 8, '0'), '${role}'`;

/** Accounts, venues, concerts and performances for `$1` reservations. */
export const SHOWS = [
  `${account(`'usr_' || k`, `'김민지 ' || k`, 'user')} from generate_series(0, ${FANS - 1}) k`,
  `${account(`'usr_staff' || k`, `'Staff ' || k`, 'box_office')} from generate_series(0, ${STAFF - 1}) k`,
  `${account(`'usr_regular'`, `'Regular'`, 'user')} from (values (99999999)) as v (k)`,
  `insert into venues (id, name, address, focal_x, focal_y, seat_count)
   select 'ven_' || v, 'Hall ' || v, '', 0, 0, ${SEATS} from generate_series(0, ${VENUES - 1}) v`,
  `insert into venue_seats (venue_id, seat_number, seat_guid, zone, row_name, seat_name, category, x, y, label)
   select 'ven_' || v, s, 'guid-' || s, 'zone ' || s / 200, (s / 20)::text, s::text, 'R', s % 20, s / 20, 'A-' || s
   from generate_series(0, ${VENUES - 1}) v, generate_series(1, ${SEATS}) s`,
  `insert into concerts (id, title, artist, venue_id, published_at)
   select 'con_' || k, 'Show ' || k, 'Artist', 'ven_' || k % ${VENUES}, now() ${EACH_CONCERT}`,
  `insert into performances (id, concert_id, starts_at, sale_opens_at, sale_closes_at, total_seats, cancelled_at)
   select 'prf_' || k, 'con_' || k / ${PERFORMANCES_OF_CONCERT}, ${STARTS_AT}, now() - interval '4 years', now(), ${SEATS},
     case when k = 0 then now() end ${EACH_PERFORMANCE}`,
  `insert into performance_prices (performance_id, category, grade, price) select 'prf_' || k, 'R', 'R', 100000 ${EACH_PERFORMANCE}`,
  `insert into show_cancellations (performance_id, job_id, account_id, fingerprint, accepted_at, reason, cancelled_before)
   values ('prf_0', 'job_show', 'usr_staff0', '', now(), 'illness', 0)`,
];
