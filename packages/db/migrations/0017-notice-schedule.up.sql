-- Keeps the schedule of notices in their rows; the queue only carries them. The defaults are
-- constant expressions, so adding the columns neither rewrites nor reads the table.

set local lock_timeout = '5s';

alter table notifications
  add column attempts integer not null default 0,
  add column next_try_at timestamptz not null default now(),
  -- The notice is not sent after this time; null: it has no limit.
  add column lapses_at timestamptz,
  add column given_up_at timestamptz,
  add column given_up_reason text;

create index if not exists notifications_due on notifications (next_try_at) where sent_at is null and given_up_at is null;

-- Earlier versions may have left notices that have lapsed. All unsent ones become due at once.
update notifications set lapses_at = created_at + case template
    when 'admitted' then interval '1 hour' when 'hold_expired' then interval '6 hours' else interval '30 days' end
where sent_at is null;
