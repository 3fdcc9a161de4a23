import { makeSale } from '@concert-mania/testkit/data/builders';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { describe, expect, test } from 'vitest';
import { makeCatalogueStore } from './catalogue-store.ts';

const db = openForTest(await testDatabase());

describe('a search', () => {
  const found = async (keyword: string) => {
    const filter = { keyword, from: null, to: null };
    const page = await makeCatalogueStore(db).listConcerts({ filter, before: null, limit: 100 });
    return page.items.map((concert) => concert.id);
  };
  const change = (table: 'concerts' | 'venues', column: string, id: string, value: string) =>
    db.query(`update ${table} set ${column} = $2 where id = $1`, [id, value]);

  test.each([
    ['a Korean word', '신년콘서트'],
    ['the end of a Korean word', '콘서트'],
    ['the middle of a Korean word', '년콘'],
    ['one syllable', '년'],
    ['an English word in another case', 'JAZZ'],
    ['part of an English word', 'idnigh'],
    ['the artist', '윤서'],
    ['the venue', '테스트홀'],
    ['words of title, artist and venue, in any order', '홀 강윤서 신년'],
    ['full-width letters', 'Ｊａｚｚ'],
    ['decomposed syllables', '콘서트'.normalize('NFD')],
    ['characters with a meaning in patterns', '100%'],
  ])('finds a concert by %s', async (_, keyword) => {
    const sale = await makeSale(db, {
      title: '2027 신년콘서트 Midnight Jazz 100%',
      artist: '강윤서',
      seats: 1,
    });
    expect(await found(keyword)).toContain(sale.concertId);
  });

  test.each(['신콘', '콘년', '년 콘트', 'jazzmid', '1_0', '신년콘서트x', '\\'])(
    'does not find it by %j',
    async (keyword) => {
      const sale = await makeSale(db, {
        title: '2027 신년콘서트 Midnight Jazz 100%',
        artist: '강윤서',
        seats: 1,
      });
      expect(await found(keyword)).not.toContain(sale.concertId);
    },
  );

  test.each([
    ['Guns N´ Roses Live', ['N´', 'Guns N´ Roses', "n'", 'N’ Roses', 'N`', 'Guns N´ Roses Live', 'Roses']],
    ["Rock 'n' Roll O’Connor", ['‘n’', 'O´Connor', 'oconnor', 'o ʼ connor', '＂Rock＂']],
    ['Beyoncé Ångström MØ Straße', ['beyonce', 'BEYONCÉ', 'angstrom', 'mo', 'strasse', 'Beyonce\u0301']],
    [
      '아이유·박효신',
      ['아이유ㆍ박효신', '아이유・박효신', '아이유･박효신', '아이유박효신', '박효신 아이유', '유•박'],
    ],
    ['K-POP 2027–2028', ['k‑pop', 'KPOP', 'k pop', '2027-2028', '2027—2028', 'Ｋ－ＰＯＰ']],
    ['아이\u200b유 Gesamt\u00adkunst', ['아이유', 'gesamtkunst', '아이유\u200b', '\u2060gesamt\u200d']],
    ['ﾊﾛｰ ガール Ｌｉｖｅ', ['ハロー', 'ｶﾞｰﾙ', 'ガ'.normalize('NFD'), 'live']],
    ['봄\u3164여름', ['봄여름', '봄ᅠ여름']],
  ])('finds %j by common spellings', async (title, keywords) => {
    const sale = await makeSale(db, { title, seats: 1 });
    for (const keyword of keywords) expect(await found(keyword), keyword).toContain(sale.concertId);
  });

  test('distinguishes similar titles', async () => {
    const sale = await makeSale(db, { title: 'Ångström 각', seats: 1 });
    for (const keyword of ['angstrum', '가', '깍', 'angstrom x'])
      expect(await found(keyword), keyword).not.toContain(sale.concertId);
  });

  test.each(['\u200b', '\u2060 \u00ad', "'", '´ ·'])(
    'lists every concert for %j, which has no letters to compare',
    async (keyword) => {
      await makeSale(db, { seats: 1 });
      expect(await found(keyword)).toEqual(await found(''));
    },
  );

  test('searches the current names of a concert and its venue', async () => {
    const sale = await makeSale(db, { title: '쥬라기', seats: 1 });
    await change('concerts', 'title', sale.concertId, '백악기');
    expect(await found('쥬라')).toEqual([]);
    expect(await found('백악')).toEqual([sale.concertId]);
    await change('venues', 'name', sale.venueId, '고생대홀');
    expect(await found('고생 백악')).toEqual([sale.concertId]);
    await db.query('update concerts set published_at = null where id = $1', [sale.concertId]);
    expect(await found('백악')).toEqual([]);
  });

  test('returns every concert once, page by page, while others are added', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push((await makeSale(db, { title: '페름기', seats: 1 })).concertId);
    const filter = { keyword: '페름', from: null, to: null };
    const seen: string[] = [];
    for (let before: (typeof seen)[number] | null = null, more = true; more; ) {
      const page = await makeCatalogueStore(db).listConcerts({
        filter,
        before: before as `con_${string}` | null,
        limit: 2,
      });
      seen.push(...page.items.map((concert) => concert.id));
      await makeSale(db, { title: '페름기', seats: 1 });
      ({ more } = page);
      before = seen.at(-1) ?? null;
    }
    expect(seen).toEqual(made.toSorted().reverse());
  });
});
