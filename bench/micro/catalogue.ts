import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { loadCatalogue, scanForWords } from '@concert-mania/testkit/data/load-catalogue';
import { type MicroBench, type Row, repeat } from './row.ts';

const PAGE = 20;

/** Searches of fans, from many concerts to none. */
const KEYWORDS: Readonly<Record<string, string | null>> = {
  'no keyword': null,
  'Korean, in many': '콘서트',
  'Korean, two syllables': '국악',
  'Korean, one syllable': '봄',
  'English, part of a word': 'unar',
  'a venue': '아트홀 123',
  'common pieces, no such word': '콘서트악',
  'nothing found': '쀍뷁',
};

/** Searches a large catalogue without any cache and by a scan of every concert. */
export async function measureCatalogue({ db, settings, log }: MicroBench): Promise<readonly Row[]> {
  await loadCatalogue(db, settings.concerts);
  log(`${settings.concerts} concerts loaded`);
  const catalogue = makeCatalogueStore(db);
  const rows: Row[] = [];
  for (const [what, keyword] of Object.entries(KEYWORDS)) {
    const scan = await scanForWords(db, keyword === null ? [] : keyword.split(' '));
    const found = `${what} (${scan.found.toLocaleString('en-US')} of ${settings.concerts.toLocaleString('en-US')})`;
    let before: Parameters<typeof catalogue.listConcerts>[0]['before'] = null;
    // Every second request is for the second page.
    const values = await repeat(settings.searches, async () => {
      const startedMs = performance.now();
      const filter = { keyword, from: null, to: null };
      const page = await catalogue.listConcerts({ filter, before, limit: PAGE });
      const durationMs = performance.now() - startedMs;
      before = before === null && page.more ? (page.items.at(-1)?.id ?? null) : null;
      return durationMs;
    });
    rows.push({ what: `search: ${found}`, unit: 'ms', values });
    rows.push({ what: `search: ${what}, by reading all`, unit: 'ms', values: [scan.ms] });
  }
  return rows;
}
