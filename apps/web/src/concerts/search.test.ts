import { expect, test } from 'vitest';
import { isBackwards, isSearch, NO_SEARCH, readSearch, searchFields, searchPath } from './search.ts';

test('a search survives its address', () => {
  const search = { keyword: '은하수 & 첫눈', from: '2027-01-01', to: '2027-02-28' };
  const query = Object.fromEntries(new URL(searchPath(search), 'http://x').searchParams);
  expect(readSearch(query)).toEqual(search);
});

test('an address without a search is that of the list', () => {
  expect(searchPath(NO_SEARCH)).toBe('/');
  expect(isSearch(readSearch({ utm: 'x' }))).toBe(false);
});

test.each([{ from: '2027-1-1' }, { to: '2027-13-45' }, { keyword: '   ' }, { from: "'; drop" }])(
  'an address with %j searches by nothing',
  (query) => {
    expect(readSearch(query)).toEqual(NO_SEARCH);
  },
);

test('only filled fields are sent', () => {
  expect(searchFields({ ...NO_SEARCH, to: '2027-01-01' })).toEqual({ to: '2027-01-01' });
});

test('days in the wrong order are seen', () => {
  expect(isBackwards({ keyword: '', from: '2027-01-02', to: '2027-01-01' })).toBe(true);
  expect(isBackwards({ keyword: '', from: '2027-01-01', to: '2027-01-01' })).toBe(false);
  expect(isBackwards({ keyword: '', from: '2027-01-02', to: '' })).toBe(false);
});
