import { expect, test } from 'vitest';
import { parseAnswer } from './http-connection.ts';

const CASES = [
  ['a body of known length', 'HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\nhello', 202, 'hello'],
  ['an empty answer', 'HTTP/1.1 204 No Content\r\nx: y\r\n\r\n', 204, ''],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n',
    200,
    'hello!',
  ],
] as const;

test.each(CASES)('reads %s, however it is cut into packets', (_, text, status, body) => {
  for (let end = 0; end < text.length; end += 1) expect(parseAnswer(text.slice(0, end))).toBeNull();
  expect(parseAnswer(text)).toEqual({ answer: { status, body }, length: text.length });
});

test('leaves what follows an answer alone', () => {
  const first = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  expect(parseAnswer(`${first}HTTP/1.1 500 `)).toEqual({
    answer: { status: 200, body: 'ok' },
    length: first.length,
  });
});

test('refuses an answer without a length', () => {
  expect(() => parseAnswer('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')).toThrow('length');
});
