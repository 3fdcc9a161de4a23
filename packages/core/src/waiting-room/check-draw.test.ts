import { describe, expect, it } from 'vitest';
import { misplacedPairs, readPlaces } from './check-draw.ts';

const place = (sequence: number, digest: string) => ({ token: `t${sequence}`, sequence, digest });

describe('the order of a draw', () => {
  it('has no misplaced pair when sequences grow with the digests, also with gaps', () => {
    expect(misplacedPairs([])).toEqual([]);
    expect(misplacedPairs([place(9, 'c'), place(2, 'a'), place(5, 'b')])).toEqual([]);
  });

  it('names the neighbours whose sequences were exchanged', () => {
    const [a, b, c] = [place(1, 'a'), place(3, 'b'), place(2, 'c')];
    expect(misplacedPairs([c, a, b])).toEqual([{ first: b, second: c }]);
  });

  it('does not accept one number twice', () => {
    expect(misplacedPairs([place(1, 'a'), place(1, 'b')])).toHaveLength(1);
  });
});

describe('a list of places', () => {
  const token = '0d9b4a1e-7a53-4c1e-9d57-1f2e3d4c5b6a';

  it.each([`7 ${token}`, `7,${token}`, `7; ${token.toUpperCase()}\r`, `\n7\t${token}\n\n`])(
    'reads %j',
    (text) => {
      expect(readPlaces(text)).toEqual({ ok: true, value: new Map([[token, 7]]) });
    },
  );

  it.each([
    [`seven ${token}`, 'not_a_place', 1],
    ['7 token', 'not_a_place', 1],
    [`7 ${token} 8`, 'not_a_place', 1],
    [`7 ${token}\n8 ${token}`, 'token_repeated', 2],
  ])('refuses %j', (text, code, line) => {
    expect(readPlaces(text)).toMatchObject({ ok: false, error: { code, line } });
  });
});
