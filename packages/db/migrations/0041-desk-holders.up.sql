-- Finds sales at the desk by a part of the holder's name.

set local lock_timeout = '5s';

create index desk_sales_holder_grams on desk_sales using gin (search_grams(search_fold(holder_name)))
  where holder_name is not null;
