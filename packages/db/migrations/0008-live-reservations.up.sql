-- Each hold reads the live reservations of its account; the index keeps that cost independent of
-- old ones.

create index reservations_live on reservations (account_id, performance_id)
  where status in ('held', 'paying', 'confirmed', 'cancelling');
