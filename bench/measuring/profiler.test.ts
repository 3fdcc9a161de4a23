import { expect, test } from 'vitest';
import { findHotspots } from './profiler.ts';

const node = (id: number, functionName: string, url: string) => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
});

test('gives each function its share of the busy time', () => {
  const profile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'accept', new URL('../../packages/redis/src/producer.ts', import.meta.url).href),
      node(3, 'send', 'file:///x/node_modules/@hono/node-server/dist/index.mjs'),
      node(4, '(garbage collector)', ''),
      node(5, 'writev', ''),
      node(6, 'emit', 'node:events'),
    ],
    samples: [1, 2, 3, 4, 2, 5, 6],
    timeDeltas: [500, 100, 150, 100, 50, 30, 70],
  };
  expect(findHotspots(profile)).toEqual({
    busyShare: 0.5,
    functions: [
      { name: 'accept packages/redis/src/producer.ts:10', share: 0.3 },
      { name: 'send node_modules/@hono/node-server/dist/index.mjs:10', share: 0.3 },
      { name: '(garbage collector)', share: 0.2 },
      { name: 'emit node:events:10', share: 0.14 },
      { name: 'writev', share: 0.06 },
    ],
  });
});
