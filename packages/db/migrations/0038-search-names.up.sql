-- Finds accounts by a part of the name. On a large system, build the index beforehand with
-- `concurrently`.

set local lock_timeout = '5s';

create index if not exists accounts_name_grams on accounts using gin (search_grams(search_fold(name)));
