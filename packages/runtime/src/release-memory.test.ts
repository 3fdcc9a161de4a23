import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { releaseStartMemory } from './release-memory.ts';

const youngBytes = () =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.physical_space_size ?? 0;

it('returns the memory of a young generation that grew', () => {
  let kept: object[] = [];
  for (let n = 0; n < 300_000; n += 1) kept.push({ n, of: [n] });
  const grown = youngBytes();
  kept = [];
  releaseStartMemory();
  expect(youngBytes()).toBeLessThan(grown / 2);
});
