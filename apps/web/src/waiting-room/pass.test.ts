import { expect, test } from 'vitest';
import { keptPlace } from './pass.ts';

function storageWith(text: string | null): () => Storage {
  const values = new Map(text === null ? [] : [['pass:con_1', text]]);
  return () =>
    ({
      getItem: (key: string) => values.get(key) ?? null,
      setItem: (key: string, value: string) => values.set(key, value),
      removeItem: (key: string) => values.delete(key),
    }) as unknown as Storage;
}

test('a place is kept until it is forgotten', () => {
  const kept = keptPlace('con_1', storageWith(null));
  const place = { token: 'a', firstAhead: 12, expiresAt: null };
  kept.write(place);
  expect(kept.read()).toEqual(place);
  kept.forget();
  expect(kept.read()).toBeNull();
});

test.each(['{', '7', '{"token":7}', null])('%s counts as no place', (text) => {
  expect(keptPlace('con_1', storageWith(text)).read()).toBeNull();
});

test('forbidden storage counts as empty', () => {
  const kept = keptPlace('con_1', () => {
    throw new Error('SecurityError');
  });
  kept.write({ token: 'a', firstAhead: null, expiresAt: null });
  expect(kept.read()).toBeNull();
});
