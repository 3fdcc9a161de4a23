import { expect, it } from 'vitest';
import { fromSeoulInput, toSeoulInput } from './seoul-time.ts';

it('shows and reads times of Seoul wherever the browser is', () => {
  expect(toSeoulInput('2027-01-31T15:30:00.000Z')).toBe('2027-02-01T00:30');
  expect(fromSeoulInput('2027-02-01T00:30')).toBe('2027-01-31T15:30:00.000Z');
});
