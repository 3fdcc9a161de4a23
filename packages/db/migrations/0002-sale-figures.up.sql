-- Lets the earnings of a performance be read without reading every reservation. Unpaid holds are
-- not indexed.

create index reservations_sold on reservations (performance_id) where status in ('confirmed', 'cancelling', 'cancelled');
