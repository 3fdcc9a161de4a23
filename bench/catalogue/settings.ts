/** How much a run of the bench measures. */
export interface CatalogueBenchSettings {
  readonly concerts: number;
  /** Requests for each keyword; every second one is for a later page. */
  readonly searches: number;
}

export const FULL: CatalogueBenchSettings = { concerts: 100_000, searches: 60 };
export const QUICK: CatalogueBenchSettings = { concerts: 20_000, searches: 20 };

/** What fans look for: nothing, parts of Korean words, one syllable, English, an artist, a venue, several, nothing found. */
export const SEARCHES: readonly { readonly what: string; readonly keyword: string | null }[] = [
  { what: 'no keyword', keyword: null },
  { what: 'Korean, in many', keyword: '콘서트' },
  { what: 'Korean, two syllables', keyword: '국악' },
  { what: 'Korean, one syllable', keyword: '봄' },
  { what: 'Korean, within a word', keyword: '년콘서' },
  { what: 'English, in many', keyword: 'live' },
  { what: 'English, part of a word', keyword: 'unar' },
  { what: 'one title', keyword: 'Live 99' },
  { what: 'an artist', keyword: '강민서' },
  { what: 'a venue', keyword: '아트홀 123' },
  { what: 'several words', keyword: '재즈 페스티벌 2026' },
  { what: 'common pieces, no such word', keyword: '콘서트악' },
  { what: 'nothing found', keyword: '쀍뷁' },
];
