create or replace function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select lower(normalize(given, NFKC)) $$;
create or replace function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from (select search_fold(unnest(words)) as word) w, generate_series(1, greatest(length(word) - 1, 1)) as place $$;
create or replace function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select array_agg('%' || regexp_replace(search_fold(word), '([\\%_])', '\\\1', 'g') || '%')
  from unnest(words) as word $$;
drop function search_fold_words(text[]);

update concerts c set venue_id = c.venue_id from venues v
where v.id = c.venue_id and c.search_text <> search_fold(concat_ws(' ', c.title, c.artist, v.name));
