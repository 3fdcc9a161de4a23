import { expect, test } from 'vitest';
import { storedChoice } from './stored-choice.ts';

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

test('keeps the choice and a pending hold of each performance', () => {
  const storage = memory();
  const first = storedChoice('prf_1', () => storage);
  const stored = { party: 2, choice: [4, 5], pending: { key: 'k', wish: { seatNumbers: [4, 5] } } };
  first.write(stored);
  expect(first.read()).toEqual(stored);
  expect(storedChoice('prf_2', () => storage).read()).toBeNull();
  first.forget();
  expect(first.read()).toBeNull();
});

test.each(['[]', '{"party":"x"}', '{"party":1,"choice":["a"],"pending":null}'])(
  'starts anew from %s',
  (text) => {
    const storage = memory();
    storage.setItem('seats:prf_1', text);
    expect(storedChoice('prf_1', () => storage).read()).toBeNull();
  },
);
