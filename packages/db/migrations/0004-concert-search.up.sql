-- Finds concerts by parts of words. Texts are cut into pieces of one and two characters; an index
-- finds the concerts that have all pieces of a word, and a text comparison confirms them. Not
-- pg_trgm: it misses words of two syllables and ignores Hangul under the locale C.

-- One spelling for each text: Unicode NFKC in small letters.
create function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select lower(normalize(given, NFKC)) $$;

-- The pieces of a folded text. None contains a space.
create function search_grams(folded text) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, size)), '{}')
  from regexp_split_to_table(folded, '\s+') as word, generate_series(1, length(word)) as place, generate_series(1, 2) as size
  where place + size - 1 <= length(word) $$;

-- The pieces that a concert with these words must have: the longest ones.
create function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from (select search_fold(unnest(words)) as word) w, generate_series(1, greatest(length(word) - 1, 1)) as place $$;

-- Patterns that match a folded text with these words anywhere in it.
create function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select array_agg('%' || regexp_replace(search_fold(word), '([\\%_])', '\\\1', 'g') || '%')
  from unnest(words) as word $$;

alter table concerts
  add column search_text text not null default '',
  add column search_grams text[] not null default '{}';

create function fill_concert_search() returns trigger language plpgsql as $$
begin
  select search_fold(concat_ws(' ', new.title, new.artist, v.name)) into new.search_text
  from venues v where v.id = new.venue_id;
  new.search_text := coalesce(new.search_text, '');
  new.search_grams := search_grams(new.search_text);
  return new;
end $$;
create trigger concerts_search before insert or update of title, artist, venue_id on concerts
  for each row execute function fill_concert_search();

create function refill_venue_search() returns trigger language plpgsql as $$
begin
  update concerts set venue_id = venue_id where venue_id = new.id;
  return null;
end $$;
create trigger venues_search after update of name on venues for each row
  when (old.name is distinct from new.name) execute function refill_venue_search();

update concerts set venue_id = venue_id;
create index concerts_search_grams on concerts using gin (search_grams) where published_at is not null;
