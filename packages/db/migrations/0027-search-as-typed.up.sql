-- Finds concerts as people type them: spellings that differ only by keyboard, phone or word
-- processor are equal, and invisible characters are ignored. Titles and keywords are folded by the
-- same function. Earlier versions call it in the database, so they find the same.

set local lock_timeout = '5s';

-- The regular expression removes accents (and the space before one that stands alone, as in N´),
-- control characters but white space, code points that Unicode ignores by default, quotation marks,
-- middle dots (U+119E is the decomposed U+318D) and dashes.
create or replace function search_fold(given text) returns text language sql immutable strict parallel safe as $$
  select normalize(replace(replace(replace(translate(lower(
    regexp_replace(normalize(given, NFKD), ' [\u0300-\u036f\u064b-\u0652\u0670\u3099\u309a]+|[\u0300-\u036f]|[\u0001-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"''`\u00ab\u00bb\u02b9-\u02bf\u02c8\u02ca\u02cb\u055a\u05f3\u05f4\u2018-\u201f\u2032-\u2036\u2039\u203a\u275b-\u275e\ua78c\u00b7\u119e\u2022\u2027\u2219\u22c5\u2e31\u30fb~\u2010-\u2015\u2043\u2212\u223c\u2e3a\u2e3b\u301c\u3030-]', '', 'g')
  ), 'øđłħŧıς', 'odlhtiσ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), NFC) $$;

-- The folded words of a keyword; none if folding leaves nothing.
create function search_fold_words(given text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct word), '{}')
  from unnest(given) as part, regexp_split_to_table(search_fold(part), '\s+') as word where word <> '' $$;

create or replace function search_keys(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct substr(word, place, 2)), '{}')
  from unnest(search_fold_words(words)) as word, generate_series(1, greatest(length(word) - 1, 1)) as place $$;

create or replace function search_patterns(words text[]) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg('%' || regexp_replace(word, '([\\%_])', '\\\1', 'g') || '%'), '{}')
  from unnest(search_fold_words(words)) as word $$;

-- Updates only the rows whose folded text changes: few, so edits wait for a moment at most.
update concerts c set venue_id = c.venue_id from venues v
where v.id = c.venue_id and c.search_text <> search_fold(concat_ws(' ', c.title, c.artist, v.name));
