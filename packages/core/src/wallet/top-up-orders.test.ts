import { expect, test } from 'vitest';
import { makeIdFactory } from '../shared/ids.ts';
import { needsOpenOrder } from './top-up-orders.ts';

test('requires an order for every id in the form of ours, and for none made up by a client', () => {
  const newId = makeIdFactory(
    () => new Date(),
    (size) => Uint8Array.from({ length: size }, (_, i) => (i * 7) & 255),
  );
  for (let n = 0; n < 200; n += 1) {
    expect(needsOpenOrder(newId('tuo'))).toBe(true);
    expect(needsOpenOrder(newId('res'))).toBe(true);
  }
  expect(needsOpenOrder('order-2f1c8a52-6f0e-4d86-9c1f-1f6a8a2f1d33')).toBe(false);
  expect(needsOpenOrder('order-1')).toBe(false);
});
