import { expect, test } from 'vitest';
import { flameGraph } from './flame-graph.ts';
import type { CpuProfile } from './profiler.ts';

const frame = (functionName: string, url: string, lineNumber = 0) => ({ functionName, url, lineNumber });
const OURS = new URL('../../packages/redis/src/producer.ts', import.meta.url).href;
const PG = 'file:///x/node_modules/pg/lib/client.js';

/** accept calls query, which V8 lists twice; 400 of 1,000 busy microseconds each, 200 of Node itself; the rest is idle. */
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', ''), children: [2, 3, 7] },
    { id: 2, callFrame: frame('(idle)', '') },
    { id: 3, callFrame: frame('accept', OURS), children: [4, 5, 6] },
    { id: 4, callFrame: frame('query<x>', PG) },
    { id: 5, callFrame: frame('query<x>', PG) },
    { id: 6, callFrame: frame('seldom', PG, 9) },
    { id: 7, callFrame: frame('emit', 'node:events') },
  ],
  samples: [2, 3, 4, 5, 6, 7],
  timeDeltas: [9_000, 399, 300, 100, 1, 200],
};
const svg = flameGraph({ title: 'Where', note: 'Measured.', profile: PROFILE });

const box = (name: string) => {
  const found = new RegExp(
    `<rect class="call (part-\\d)" x="([\\d.]+)" y="([\\d.]+)" width="([\\d.]+)"[^>]*><title>${name}[ :]`,
  ).exec(svg);
  const [, tone, x, y, width] = found ?? [];
  return { tone, x: Number(x), y: Number(y), width: Number(width) };
};

test('gives a function the width of its share of the busy time, merged, on top of who called it', () => {
  const [accept, query, emit] = [box('accept'), box('query&lt;x&gt;'), box('emit')];
  expect(svg.match(/query&lt;x&gt; node_modules\/pg\/lib\/client.js:1: 40.0 %/g)).toHaveLength(1);
  expect((accept.width + 1) / (emit.width + 1)).toBeCloseTo(4, 1);
  expect((accept.width + 1) / (query.width + 1)).toBeCloseTo(2, 1);
  expect(query.x).toBe(accept.x);
  expect(query.y).toBeLessThan(accept.y);
  expect(emit.x).toBeCloseTo(accept.x + accept.width + 1, 0);
});

test('leaves out idle time and what nobody could see', () => {
  expect(svg).not.toContain('idle');
  expect(svg).not.toContain('seldom');
});

test('colours functions by room, and says which colour is whose', () => {
  const tones = ['accept', 'query&lt;x&gt;', 'emit'].map((name) => box(name).tone);
  expect(new Set(tones).size).toBe(3);
  expect(svg).toContain('>packages/redis</text>');
  expect(svg).toContain('>pg</text>');
  expect(svg).toContain('prefers-color-scheme:dark');
});
