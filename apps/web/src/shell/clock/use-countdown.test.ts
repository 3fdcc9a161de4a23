import { expect, test } from 'vitest';
import { secondsToSay } from './use-countdown.ts';

test('says the time a few times, also when seconds were skipped', () => {
  expect(secondsToSay(301, 300)).toBe(300);
  expect(secondsToSay(300, 299)).toBeNull();
  expect(secondsToSay(70, 25)).toBe(25);
  expect(secondsToSay(600, 599)).toBeNull();
});
