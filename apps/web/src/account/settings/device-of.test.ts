import { expect, test } from 'vitest';
import { deviceOf } from './device-of.ts';

test.each([
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604',
    'Safari · iPhone',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36',
    'Chrome · Windows',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537.36 SamsungBrowser/30',
    'Samsung Internet · Android',
  ],
  ['curl/8.0', null],
  [null, null],
])('names the device of %s', (userAgent, name) => {
  expect(deviceOf(userAgent)).toBe(name);
});
