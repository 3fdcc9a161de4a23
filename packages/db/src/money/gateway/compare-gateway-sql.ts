/**
 * Compares the gateway's list with our payments as of the end of a day in Korea ($1): those that
 * moved on either side in the three days before, and those with an open difference. Payments that
 * moved within the last $2 minutes may be under way and wait for the next day.
 */
export const COMPARE = `
with bounds as (
  select least(($1::date + 1)::timestamp at time zone 'Asia/Seoul', now()) - make_interval(mins => $2) as until,
    ($1::date - 2)::timestamp at time zone 'Asia/Seoul' as since,
    -- The stored list does not reach back before the first day that was read.
    (select min(day) from gateway_comparisons where read_at is not null)::timestamp at time zone 'Asia/Seoul' as first_read
), keys as (
  select t.payment_key from gateway_transactions t, bounds where t.at >= since and t.at < ($1::date + 1)::timestamp at time zone 'Asia/Seoul'
  union select p.payment_key from payments p, bounds
    where p.method = 'gateway' and p.approved_at >= since and p.approved_at < until
  union select p.payment_key from refunds f join payments p on p.id = f.payment_id, bounds
    where p.method = 'gateway' and f.updated_at >= since and f.updated_at < until
  union select payment_key from gateway_differences where resolved_at is null
), there as (
  select k.payment_key, min(t.order_id) as order_id, max(t.at) as moved_at,
    coalesce(sum(t.amount) filter (where t.kind = 'capture'), 0)::bigint as captured,
    coalesce(sum(t.amount) filter (where t.kind = 'cancel'), 0)::bigint as cancelled
  from keys k left join gateway_transactions t on t.payment_key = k.payment_key
  group by k.payment_key
), here as (
  -- At most one of several payments with the same key has not failed.
  select distinct on (p.payment_key) p.id, p.payment_key, p.order_id, p.status, p.amount, p.created_at, p.approved_at,
    coalesce(f.moved_at, p.approved_at, p.created_at) as moved_at, coalesce(f.given_back, 0)::bigint as given_back,
    coalesce(f.under_way, false) as under_way
  from keys join payments p on p.payment_key = keys.payment_key
  left join lateral (
    select max(f.updated_at) as moved_at, bool_or(f.status = 'in_progress') as under_way,
      sum(f.amount - f.by_hand_amount) filter (where f.status = 'completed') as given_back
    from refunds f where f.payment_id = p.id
  ) as f on true
  order by p.payment_key, p.status = 'failed', p.id desc
), by_hand as (
  -- Captured money that a person has settled: the gateway may hold it for good.
  select coalesce(s.payment_key, p.payment_key) as payment_key from stuck_money s left join payments p on p.id = s.payment_id
  where s.kind in ('unknown_capture', 'payment_unclear') and s.settled_by is not null
), resting as (
  select there.payment_key from bounds, there left join here on here.payment_key = there.payment_key
  where greatest(coalesce(there.moved_at, '-infinity'), coalesce(here.moved_at, '-infinity')) < until
), found as (
  select there.payment_key, coalesce(here.order_id, there.order_id) as order_id, d.kind, d.there_amount, d.here_amount
  from bounds, resting join there on there.payment_key = resting.payment_key
  left join here on here.payment_key = there.payment_key
  cross join lateral (values
    ('capture_unknown_here', there.captured - there.cancelled, 0::bigint,
      here.id is null and there.captured > there.cancelled and there.payment_key not in (select payment_key from by_hand)),
    ('capture_failed_here', there.captured - there.cancelled, 0,
      here.status = 'failed' and there.captured > there.cancelled and not here.under_way
      and there.payment_key not in (select payment_key from by_hand)),
    ('capture_open_here', there.captured, 0, here.status = 'in_progress' and there.captured > 0 and not here.under_way),
    ('amount_differs', there.captured, here.amount,
      here.status <> 'failed' and there.captured > 0 and there.captured <> here.amount),
    ('capture_missing_there', 0, here.amount,
      here.status in ('completed', 'cancelled', 'partially_cancelled') and there.captured = 0
      and here.created_at >= first_read),
    ('refund_unknown_here', there.cancelled, here.given_back,
      here.status in ('completed', 'cancelled', 'partially_cancelled') and there.cancelled > here.given_back
      and not here.under_way and not exists (select from stuck_money s where s.kind = 'refunded_twice'
        and s.payment_id = here.id and s.settled_by is not null and s.wanted_amount >= there.cancelled - here.given_back)),
    ('refund_missing_there', there.cancelled, here.given_back,
      there.cancelled < here.given_back and here.created_at >= first_read and not here.under_way)
  ) as d (kind, there_amount, here_amount, differs)
  where d.differs
), noted as (
  insert into gateway_differences (payment_key, kind, order_id, there_amount, here_amount)
  select payment_key, kind, order_id, there_amount, here_amount from found
  on conflict (payment_key, kind) do update set last_seen_at = now(), there_amount = excluded.there_amount,
    here_amount = excluded.here_amount, resolved_at = null,
    first_seen_at = case when gateway_differences.resolved_at is null then gateway_differences.first_seen_at else now() end
  returning kind, order_id, there_amount, here_amount, first_seen_at = now() as is_new
), ended as (
  update gateway_differences d set resolved_at = now() from resting
  where resolved_at is null and resting.payment_key = d.payment_key
    and not exists (select from found where found.payment_key = d.payment_key and found.kind = d.kind)
), asked as (
  insert into gateway_inquiries (payment_key)
  select distinct payment_key from found
  where kind in ('capture_unknown_here', 'capture_failed_here', 'refund_unknown_here')
  on conflict (payment_key) do update set due_at = now(), created_at = now()
)
select kind, order_id as "orderId", there_amount as "thereAmount", here_amount as "hereAmount" from noted
where is_new order by order_id, kind`;
