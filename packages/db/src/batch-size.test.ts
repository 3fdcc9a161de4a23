import { expect, it } from 'vitest';
import { makeBatchSize } from './batch-size.ts';

const commands = Array.from({ length: 256 }, (_, n) => n);

it('takes all, half of what cost a session its life, and then one more each time', () => {
  const size = makeBatchSize();
  expect(size.take(commands)).toEqual(commands);
  size.grow();
  expect(size.take(commands)).toEqual(commands);
  size.halve();
  expect(size.take(commands)).toEqual(commands.slice(0, 128));
  size.halve();
  expect(size.take(commands)).toHaveLength(64);
  size.grow();
  expect(size.take(commands)).toHaveLength(65);
});

it('takes at least one', () => {
  const size = makeBatchSize();
  size.take(commands.slice(0, 1));
  size.halve();
  size.halve();
  expect(size.take(commands)).toEqual([0]);
});

it('counts what was taken, not what might have been', () => {
  const size = makeBatchSize();
  size.take(commands.slice(0, 10));
  size.halve();
  expect(size.take(commands)).toHaveLength(5);
});
