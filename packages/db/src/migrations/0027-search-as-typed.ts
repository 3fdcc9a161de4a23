/**
 * Concerts are found by what people type. What keyboards, phones and word processors write in
 * several ways, or what nobody sees, is not compared. Titles and keywords are folded by the same
 * function, also for earlier versions, which call it in the database.
 */

// Behind a space: what is left of an accent that stands alone, as in N´.
const ACCENTS = ' [\\u0300-\\u036f\\u064b-\\u0652\\u0670\\u3099\\u309a]+|[\\u0300-\\u036f]';
const QUOTES =
  "\"''`\\u00ab\\u00bb\\u02b9-\\u02bf\\u02c8\\u02ca\\u02cb\\u055a\\u05f3\\u05f4\\u2018-\\u201f\\u2032-\\u2036\\u2039\\u203a\\u275b-\\u275e\\ua78c";
/** Middle dots; U+119E is what becomes of the Korean one, U+318D. */
const DOTS = '\\u00b7\\u119e\\u2022\\u2027\\u2219\\u22c5\\u2e31\\u30fb';
const DASHES = '~\\u2010-\\u2015\\u2043\\u2212\\u223c\\u2e3a\\u2e3b\\u301c\\u3030-';
/** Controls but white space, and Unicode's default-ignorable code points. */
const UNSEEN =
  '\\u0001-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u00ad\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\ufff0-\\ufff8' +
  '\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e0fff';

const REFILL = `
update concerts c set venue_id = c.venue_id from venues v
where v.id = c.venue_id and c.search_text <> search_fold(concat_ws(' ', c.title, c.artist, v.name));
`;

export const up = `
set local lock_timeout = '5s';

create or replace function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select normalize(replace(replace(replace(translate(lower(
    regexp_replace(normalize(given, NFKD), '${ACCENTS}|[${UNSEEN}${QUOTES}${DOTS}${DASHES}]', '', 'g')
  ), 'øđłħŧıς', 'odlhtiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), NFC) $$;

-- The folded words of a keyword; none where it has nothing that is compared.
create function search_fold_words(given text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct word), '{}')
  from unnest(given) as part, regexp_split_to_table(search_fold(part), '\\s+') as word where word <> '' $$;

create or replace function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from unnest(search_fold_words(words)) as word, generate_series(1, greatest(length(word) - 1, 1)) as place $$;

create or replace function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg('%' || regexp_replace(word, '([\\\\%_])', '\\\\\\1', 'g') || '%'), '{}')
  from unnest(search_fold_words(words)) as word $$;

-- Only rows that are folded in another way now: few, so that edits wait for a moment at most.
${REFILL}`;

export const down = `
create or replace function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select lower(normalize(given, NFKC)) $$;
create or replace function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from (select search_fold(unnest(words)) as word) w, generate_series(1, greatest(length(word) - 1, 1)) as place $$;
create or replace function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select array_agg('%' || regexp_replace(search_fold(word), '([\\\\%_])', '\\\\\\1', 'g') || '%')
  from unnest(words) as word $$;
drop function search_fold_words(text[]);
${REFILL}`;
