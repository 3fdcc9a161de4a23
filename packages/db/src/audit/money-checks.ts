import {
  CANCELLATION_FEES,
  CARD_TERMINAL,
  CASH_DRAWER,
  GATEWAY_CLEARING,
  LATE_SUFFIX,
  REVENUE,
  SETTLED_BY_HAND,
} from '@concert-mania/core/payments/ledger';
import { sqlCheck } from './check.ts';

/** The ledger account that the money of payment `p` came from. */
const SOURCE = `case p.method when 'wallet' then 'wallet:' || p.account_id when 'card_terminal' then '${CARD_TERMINAL}'
  when 'gateway' then '${GATEWAY_CLEARING}' else '${CASH_DRAWER}' end`;

/** The ledger account that received the money of payment `p`. */
const CREDITED = `case p.purpose when 'top_up' then 'wallet:' || p.account_id else '${REVENUE}' end`;

// The ledger entries that finished payments and refunds must have.
const EXPECTED_ENTRIES = `
  select p.id || case when p.failure_code is null then '' else '${LATE_SUFFIX}' end as reference, case p.purpose when 'top_up' then 'top_up' else 'payment' end as kind, e.account, e.amount
  from payments p cross join lateral (values
    (${SOURCE}, -p.amount),
    (${CREDITED}, p.amount)
  ) as e (account, amount)
  where p.status in ('completed', 'cancelled', 'partially_cancelled') and e.amount <> 0
  union all
  select f.id, 'refund', e.account, e.amount
  from refunds f join payments p on p.id = f.payment_id cross join lateral (values
    (coalesce(f.debit_account, ${CREDITED}), -(f.amount + f.fee_amount)),
    ('${CANCELLATION_FEES}', f.fee_amount),
    (${SOURCE}, f.amount - f.by_hand_amount),
    ('${SETTLED_BY_HAND}', f.by_hand_amount)
  ) as e (account, amount)
  where f.status = 'completed' and e.amount <> 0`;

const BOOKED_ENTRIES = `
  select t.reference, t.kind, e.ledger_account as account, sum(e.amount) as amount
  from ledger_transfers t join ledger_entries e on e.transfer_id = t.id
  group by t.reference, t.kind, e.ledger_account`;

const EXPECTED_RESERVES = `
  select id as reference, case purpose when 'top_up' then 'top_up' else 'payment' end as kind,
    '${GATEWAY_CLEARING}' as debit, case purpose when 'top_up' then 'wallet:' || account_id else '${REVENUE}' end as credit,
    amount, case status when 'in_progress' then 'pending' when 'failed' then 'voided'
      else case when failure_code is null then 'posted' else 'voided' end end as state
  from payments where method = 'gateway'
  union all
  select f.id, 'refund', ${CREDITED}, '${GATEWAY_CLEARING}', f.amount,
    case f.status when 'in_progress' then 'pending' else 'posted' end
  from refunds f join payments p on p.id = f.payment_id
  where p.method = 'gateway' and f.debit_account is null and f.amount > 0`;

/**
 * The amount of payment `p` given back while it still pays for seats: without our request, or for
 * other seats. Below: whether staff know of it or decided about its ticket.
 */
const GIVEN_BEFORE = `coalesce((select sum(u.amount) from refunds u where u.payment_id = p.id and u.status = 'completed'
    and (u.debit_account is not null or u.seats_amount is not null)), 0)`;
/** The price of the seats that were cancelled while others of payment `p` stayed. */
const CUT = `coalesce((select sum(u.seats_amount) from refunds u where u.payment_id = p.id), 0)`;
/** All that was left of payment `p` was cancelled, possibly without giving anything back. */
const IS_ENDED = `exists (select from refunds u where u.payment_id = p.id and u.status = 'completed'
    and u.job_id is not null and u.seats_amount is null)`;
const IS_KNOWN_UNPAID = `exists (select from stuck_money k where k.payment_id = p.id and k.kind = 'refunded_elsewhere')`;

const KEPT_RESERVES = `
  select l.reference, l.kind, l.debit_account as debit, l.credit_account as credit, l.amount,
    coalesce(s.outcome, 'pending') as state
  from ledger_pending l left join ledger_resolutions s on s.reference = l.reference`;

const reserveText = (t: string) =>
  `coalesce(concat_ws(' ', ${t}.kind, ${t}.amount, 'from', ${t}.debit, 'to', ${t}.credit, ${t}.state), 'nothing')`;

/** Invariants of the ledger, and between the ledger, payments, refunds and tickets. */
export const moneyChecks = [
  sqlCheck(
    'transfers-balanced',
    'the entries of every transfer add up to zero',
    `select t.id as subject,
       case when count(e.id) = 0 then 'has no entries' else 'is out of balance by ' || sum(e.amount) end as detail
     from ledger_transfers t left join ledger_entries e on e.transfer_id = t.id
     group by t.id having coalesce(sum(e.amount), 1) <> 0`,
  ),
  sqlCheck(
    'wallets-equal-their-entries',
    'a wallet holds the sum of its entries, and is never negative',
    `with entries as (
       select substr(ledger_account, 8) as account_id, id, amount, balance_after_amount,
         sum(amount) over (partition by ledger_account order by id) as running
       from ledger_entries where ledger_account like 'wallet:%'
     ), sums as (select account_id, sum(amount) as total from entries group by account_id)
     select account_id as subject,
       'holds ' || coalesce(w.balance_amount, 0) || ', its entries add up to ' || coalesce(s.total, 0) as detail
     from wallets w full join sums s using (account_id)
     where coalesce(w.balance_amount, 0) <> coalesce(s.total, 0) or w.balance_amount < 0
     union all
     select account_id, 'entry ' || id || ' says ' || coalesce(balance_after_amount::text, 'nothing')
       || ' is left where ' || running || ' is' from entries
     where balance_after_amount is distinct from running or running < 0`,
  ),
  sqlCheck(
    'captured-money-has-tickets-or-refunds',
    'a confirmed reservation has its money, and money without one was given back',
    `select r.id as subject, r.status || ' for ' || r.total_amount || ' won, its payments: '
       || coalesce(string_agg(p.status || ' ' || p.amount, ', ' order by p.id), 'none') as detail
     from reservations r left join payments p on p.reservation_id = r.id
     where r.status in ('paying', 'confirmed', 'cancelling', 'cancelled')
     group by r.id having count(*) filter (where p.amount = r.total_amount + ${CUT} and case r.status
         when 'paying' then p.status = 'in_progress'
         when 'cancelled' then (p.status in ('cancelled', 'partially_cancelled') and p.failure_code is null) or (p.status = 'completed' and ${IS_ENDED})
         else p.status = 'completed' or (p.status in ('partially_cancelled', 'cancelled') and p.refunded_amount = ${GIVEN_BEFORE}
             and (p.status = 'partially_cancelled' or ${CUT} > 0))
           or (p.status = 'cancelled' and ${IS_KNOWN_UNPAID}) end) <> 1
     union all
     select p.id, p.status || ' although ' || p.reservation_id || ' is ' || coalesce(r.status, 'missing')
     from payments p left join reservations r on r.id = p.reservation_id
     where p.purpose = 'reservation' and (
       (p.status = 'completed' and coalesce(r.status, '') not in ('confirmed', 'cancelling')
         and not (r.status = 'cancelled' and ${IS_ENDED}))
       or (p.status = 'partially_cancelled' and coalesce(r.status, '') <> 'cancelled'
         and (coalesce(r.status, '') not in ('confirmed', 'cancelling') or p.refunded_amount <> ${GIVEN_BEFORE})))
     union all
     select p.id, p.status || ' with ' || p.refunded_amount || ' of ' || p.amount || ' given back, its refunds add up to '
       || coalesce(f.amount, 0)
     from payments p left join (
       select payment_id, sum(amount) as amount from refunds where status = 'completed' group by payment_id
     ) as f on f.payment_id = p.id
     where p.refunded_amount <> coalesce(f.amount, 0) or p.status <> case
       when p.refunded_amount = 0 and p.status in ('in_progress', 'failed') then p.status
       when p.amount = 0 and p.status in ('completed', 'cancelled') then p.status
       when p.refunded_amount = 0 then 'completed'
       when p.refunded_amount = p.amount then 'cancelled' else 'partially_cancelled' end`,
  ),
  sqlCheck(
    'partial-refunds-match-their-seats',
    'a refund of some seats is at most their price, and its reservation lost exactly these seats',
    `with partial as (
       select f.*, p.reservation_id from refunds f join payments p on p.id = f.payment_id where f.seats_amount is not null
     ), refunded as (
       select reservation_id, string_agg(n::text, ',' order by n) as seats from partial, unnest(seat_numbers) as n group by 1
     ), lost as (
       select e.stream as reservation_id, string_agg(n.value, ',' order by n.value::int) as seats
       from domain_events e cross join lateral json_array_elements_text(e.payload -> 'seatNumbers') as n
       where e.type = 'reservation.seats_cancelled'
         and not exists (select from payments p where p.reservation_id = e.stream and p.amount = 0) group by 1
     )
     select id as subject, 'gives back ' || amount || ' and keeps ' || fee_amount || ' of seats for ' || seats_amount as detail
     from partial where amount + fee_amount > seats_amount
     union all
     select reservation_id, 'lost the seats ' || coalesce(lost.seats, 'none') || ' and has refunds of the seats ' || coalesce(refunded.seats, 'none')
     from refunded full join lost using (reservation_id) where refunded.seats is distinct from lost.seats`,
  ),
  sqlCheck(
    'ledger-books-every-payment',
    'the ledger books every payment and refund once and has no other entries',
    `select reference as subject, kind || ' on ' || account || ': booked ' || coalesce(b.amount::text, 'nothing')
       || ', expected is ' || coalesce(x.amount::text, 'nothing') as detail
     from (${EXPECTED_ENTRIES}) as x full join (${BOOKED_ENTRIES}) as b using (reference, kind, account)
     where x.amount is distinct from b.amount`,
  ),
  sqlCheck(
    'money-in-flight-is-resolved',
    'a transfer is pending while its payment or refund is in progress, then posted or voided with it',
    `select reference as subject, 'reserved: ' || ${reserveText('k')} || ', should be: ' || ${reserveText('x')} as detail
     from (${EXPECTED_RESERVES}) as x full join (${KEPT_RESERVES}) as k using (reference)
     where (x.kind, x.debit, x.credit, x.amount, x.state)
       is distinct from (k.kind, k.debit, k.credit, k.amount, k.state)`,
  ),
  sqlCheck(
    'no-money-is-stuck',
    'no money waits for staff to move it',
    `select id as subject, kind || ' of ' || wanted_amount || ' won, ' || coalesce(payment_id, 'no payment of ours') || ': '
       || code as detail from stuck_money where settled_at is null`,
  ),
  sqlCheck(
    'gateway-agrees',
    "our books and the gateway's list agree about every compared payment",
    `select order_id as subject, kind || ': ' || there_amount || ' won there, ' || here_amount || ' won here, since '
       || to_char(first_seen_at at time zone 'Asia/Seoul', 'YYYY-MM-DD') as detail
     from gateway_differences where resolved_at is null`,
  ),
  sqlCheck(
    'outcomes-match-effects',
    'the outcome of every payment and refund matches its row',
    `select p.job_id as subject, coalesce('outcome ' || (o.outcome ->> 'status'), 'no outcome') || ' although ' || p.id
       || ' is ' || p.status as detail
     from payments p left join command_outcomes o on o.job_id = p.job_id
     where (p.status <> 'in_progress' and o.job_id is null)
       or (p.status = 'failed' and o.outcome ->> 'status' = 'succeeded')
       or (p.status in ('completed', 'partially_cancelled') and o.outcome ->> 'status' <> 'succeeded')
     union all
     select f.job_id, coalesce('outcome ' || (o.outcome ->> 'status'), 'no outcome') || ' although ' || f.id || ' is done'
     from refunds f left join command_outcomes o on o.job_id = f.job_id
     where f.job_id is not null and f.status = 'completed' and (o.outcome ->> 'status') is distinct from 'succeeded'
     union all
     select min(o.job_id), count(*) || ' holds have the outcome ' || coalesce(o.outcome #>> '{result,reservation,id}', 'nothing')
       || ', which ' || count(r.id) || ' of their owners have'
     from command_outcomes o
     left join reservations r on r.id = o.outcome #>> '{result,reservation,id}' and r.account_id = o.account_id
     where o.type = 'reservation.hold' and o.outcome ->> 'status' = 'succeeded'
     group by o.outcome #>> '{result,reservation,id}' having count(*) <> 1 or count(r.id) <> 1`,
  ),
] as const;
