/**
 * Concerts are found by parts of words: every text is cut into pieces of one and two characters, and an index finds the
 * concerts that have all pieces of a word; a comparison of the texts then settles it. Trigrams (pg_trgm) know nothing
 * of words of two syllables, of which Korean has most, and take letters for none under the locale C.
 */
export const up = `
-- One form for all spellings of a text: compatibility forms and composed syllables alike, small letters (Unicode NFKC).
create function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select lower(normalize(given, NFKC)) $$;

-- The pieces of a folded text, none of them across a space.
create function search_grams(folded text) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, size)), '{}')
  from regexp_split_to_table(folded, '\\s+') as word, generate_series(1, length(word)) as place, generate_series(1, 2) as size
  where place + size - 1 <= length(word) $$;

-- What must be among the pieces of a concert that has these words: the longest pieces there are.
create function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from (select search_fold(unnest(words)) as word) w, generate_series(1, greatest(length(word) - 1, 1)) as place $$;

-- Patterns that match a folded text with these words anywhere in it.
create function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select array_agg('%' || regexp_replace(search_fold(word), '([\\\\%_])', '\\\\\\1', 'g') || '%')
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
`;

export const down = `
drop index concerts_search_grams;
drop trigger venues_search on venues;
drop trigger concerts_search on concerts;
drop function refill_venue_search(), fill_concert_search();
alter table concerts drop column search_text, drop column search_grams;
drop function search_patterns(text[]), search_keys(text[]), search_grams(text), search_fold(text);
`;
