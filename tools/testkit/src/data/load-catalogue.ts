import type { Database } from '@concert-mania/db/connection/database';

/** Words from rare to common, which determine how many concerts a keyword finds. */
const CATALOGUE_WORDS = {
  korean: [
    '신년',
    '송년',
    '봄',
    '여름밤',
    '재즈',
    '클래식',
    '뮤지컬',
    '국악',
    '오페라',
    '발라드',
    '힙합',
    '월드투어',
  ],
  kinds: ['콘서트', '페스티벌', '리사이틀', '갈라', '쇼케이스', '팬미팅', '앙코르공연'],
  english: ['Midnight', 'Velvet', 'Echo', 'Paper', 'Silver', 'Neon', 'River', 'Static', 'Golden', 'Lunar'],
  syllables: [...'가나다라마바사아자차카타하강민서연우준현지은수영호진경희성재혁빈윤'],
} as const;

/**
 * Published concerts with one future performance each, without seats, of a hundred thousand artists
 * at 300 venues. Deterministic for `count`.
 */
export async function loadCatalogue(db: Database, count: number): Promise<void> {
  const { korean, kinds, english, syllables } = CATALOGUE_WORDS;
  const pick = (list: string, salt: number) =>
    `(${list}::text[])[1 + abs(hashint4(n * 31 + ${salt})) % array_length(${list}::text[], 1)]`;
  await db.transaction(async (tx) => {
    await tx.query("set local statement_timeout = '10min'");
    await tx.query(
      `insert into venues (id, name, address, focal_x, focal_y, seat_count)
       select 'ven_load' || lpad(n::text, 6, '0'), ${pick('$1', 1)} || ${pick('$1', 2)} || '아트홀 ' || n, 'Seoul', 0, 0, 1
       from generate_series(1, 300) n`,
      [syllables],
    );
    await tx.query(
      `insert into concerts (id, title, artist, venue_id, published_at)
       select 'con_load' || lpad(n::text, 8, '0'),
         case when n % 3 = 0 then ${pick('$3', 3)} || ' ' || ${pick('$3', 4)} || ' Live ' || n
              else ${pick('$1', 5)} || ${pick('$2', 6)} || ' ' || (2000 + n % 40) end,
         case when n % 4 = 0 then ${pick('$3', 7)} || ' ' || ${pick('$3', 8)}
              else ${pick('$4', 9)} || ${pick('$4', 10)} || ${pick('$4', 11)} end,
         'ven_load' || lpad((1 + abs(hashint4(n)) % 300)::text, 6, '0'), now()
       from generate_series(1, $5::integer) n`,
      [korean, kinds, english, syllables, count],
    );
    await tx.query(
      `insert into performances (id, concert_id, starts_at, sale_opens_at, sale_closes_at, total_seats)
       select 'prf' || substr(id, 4), id, now() + interval '60 days' + abs(hashtext(id)) % 300 * interval '1 day',
         now() + interval '10 days', now() + interval '50 days', 1
       from concerts where id like 'con_load%'`,
    );
  });
  await db.query('vacuum (analyze) venues, concerts, performances');
}

/** Counts the published concerts with all these words by a full scan, and measures its time. */
export async function scanForWords(
  db: Database,
  words: readonly string[],
): Promise<{ found: number; ms: number }> {
  const startedMs = performance.now();
  const [row] = await db.query<{ found: number }>(
    `select count(*) as found from concerts c join venues v on v.id = c.venue_id
     where c.published_at is not null
       and lower(concat_ws(' ', c.title, c.artist, v.name)) like all (select '%' || lower(w) || '%' from unnest($1::text[]) w)`,
    [words],
  );
  return { found: row?.found ?? 0, ms: performance.now() - startedMs };
}
