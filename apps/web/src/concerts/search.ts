/** A search of the list, as in the address of its page. Empty fields are not searched by. */
export interface Search {
  readonly keyword: string;
  /** The first and the last day in Seoul, as `2027-01-31`. */
  readonly from: string;
  readonly to: string;
}

export const NO_SEARCH: Search = { keyword: '', from: '', to: '' };

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads an address, which anybody may have written: what cannot be searched by is left out. */
export function readSearch(query: Readonly<Record<string, string | undefined>>): Search {
  const day = (text = ''): string => (DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : '');
  return { keyword: (query.keyword ?? '').trim(), from: day(query.from), to: day(query.to) };
}

/** The filled fields, for the address and for the API. */
export const searchFields = (search: Search): Partial<Search> =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''));

/** The address of the list with a search. */
export function searchPath(search: Search): string {
  const query = new URLSearchParams(searchFields(search)).toString();
  return query === '' ? '/' : `/?${query}`;
}

export const isSearch = (search: Search): boolean => Object.values(search).some((value) => value !== '');

/** Whether the days are in the wrong order, so that no concert can be found. */
export const isBackwards = ({ from, to }: Search): boolean => from !== '' && to !== '' && from > to;
