import { expect, it } from 'vitest';
import { decodeUtf8 } from './utf8.ts';

it('reads UTF-8, with or without a byte order mark', () => {
  expect(decodeUtf8(Buffer.from('김철수'))).toBe('김철수');
  expect(decodeUtf8(Buffer.from('\ufeff{}'))).toBe('{}');
  expect(decodeUtf8(new Uint8Array())).toBe('');
});

it.each([
  ['EUC-KR', [0xb1, 0xe8, 0xc3, 0xb6, 0xbc, 0xf6]],
  ['a character that ends early', [0xea, 0xb9]],
  ['half a surrogate pair', [0xed, 0xa0, 0x80]],
  ['an overlong slash', [0xc0, 0xaf]],
])('refuses %s', (_, bytes) => {
  expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull();
});
