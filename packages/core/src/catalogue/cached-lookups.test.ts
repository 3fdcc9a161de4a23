import { expect, test } from 'vitest';
import { cacheLayouts } from './cached-lookups.ts';

const focalPoint = { x: 0, y: 0 };

test('loads a layout once per revision', async () => {
  const reads: string[] = [];
  const layouts = cacheLayouts(
    {
      find: async (performanceId) => {
        reads.push(performanceId);
        return { performanceId, focalPoint, seats: [] };
      },
    },
    () => 0,
  );
  const [first, second] = [
    await layouts.find({ id: 'prf_1', revision: 1 }),
    await layouts.find({ id: 'prf_1', revision: 1 }),
  ];
  expect([first, second]).toEqual([{ performanceId: 'prf_1', focalPoint, seats: [] }, first]);
  expect(reads).toEqual(['prf_1']);
  await layouts.find({ id: 'prf_1', revision: 2 });
  await layouts.find({ id: 'prf_2', revision: 1 });
  expect(reads).toEqual(['prf_1', 'prf_1', 'prf_2']);
});
