import { BOX_OFFICE_ACCOUNT } from '@concert-mania/core/box-office/decide-sale';
import { CARD_TERMINAL, CASH_DRAWER } from '@concert-mania/core/payments/ledger';
import { DESK_METHODS } from '@concert-mania/core/payments/model';
import { sqlCheck } from './check.ts';

/** Invariants of blocked seats and of sales at the desk. */
export const deskChecks = [
  sqlCheck(
    'blocked-seats-have-no-owner',
    'a blocked seat has a reason and no reservation',
    `select performance_id || ' seat ' || seat_number as subject,
       case when s.performance_id is null then 'has the reason of a block and is not blocked'
            when b.performance_id is null then 'is blocked without a reason'
            else 'is blocked although ' || s.reservation_id || ' owns it' end as detail
     from (select * from seats where not_for_sale = 'blocked') as s
     full join seat_blocks b using (performance_id, seat_number)
     where s.performance_id is null or b.performance_id is null or s.reservation_id is not null`,
  ),
  sqlCheck(
    'desk-sales-are-recorded',
    'a reservation of the box office has one sale on record, paid by a method of the desk',
    `select coalesce(r.id, d.reservation_id) as subject,
       case when r.id is null then 'is on record as sold at the desk and does not belong to the box office'
            else 'belongs to the box office and has no sale on record' end as detail
     from (select id from reservations where account_id = $1) as r
     full join desk_sales d on d.reservation_id = r.id
     where r.id is null or d.reservation_id is null
     union all
     select p.id, 'of ' || p.reservation_id || ' is paid by ' || p.method || case when d.reservation_id is null
       then ' and not on record as sold at the desk' else ' although it was sold at the desk' end
     from payments p left join desk_sales d on d.reservation_id = p.reservation_id
     where p.purpose = 'reservation' and (p.method = any($2)) <> (d.reservation_id is not null)`,
    () => [BOX_OFFICE_ACCOUNT, DESK_METHODS],
  ),
  sqlCheck(
    'desk-money-equals-the-ledger',
    'what each method of the desk took, less what it gave back, is what the ledger says',
    `select t.account as subject, 'the ledger has ' || l.amount || ' won, payments less refunds are ' || p.amount as detail
     from (values ('cash', '${CASH_DRAWER}'), ('card_terminal', '${CARD_TERMINAL}')) as t (method, account)
     cross join lateral (
       select coalesce(sum(amount - refunded_amount), 0) as amount from payments where method = t.method
     ) as p
     cross join lateral (
       select coalesce(-sum(amount), 0) as amount from ledger_entries where ledger_account = t.account
     ) as l
     where p.amount <> l.amount
     union all
     select id, 'is complimentary and of ' || amount || ' won' from payments
     where method = 'complimentary' and amount <> 0`,
  ),
] as const;
