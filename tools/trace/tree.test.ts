import { expect, it } from 'vitest';
import type { CollectedSpan } from './collector.ts';
import { drawTree, missingLevels, spansOfTrace } from './tree.ts';

const span = (spanId: string, name: string, more: Partial<CollectedSpan> = {}): CollectedSpan => ({
  process: 'api',
  traceId: 'ours',
  spanId,
  parentSpanId: undefined,
  name,
  startMs: 0,
  durationMs: 1,
  attributes: {},
  links: [],
  ...more,
});

const spans = [
  span('b', 'accept reservation.hold', {
    parentSpanId: 'a',
    attributes: { 'messaging.message.id': 'job_1' },
  }),
  span('c', 'decide batch of reservation.hold', {
    traceId: 'batch',
    links: [
      { traceId: 'other', spanId: 'x' },
      { traceId: 'ours', spanId: 'b' },
    ],
  }),
  span('a', 'POST /v1/reservations', { parentSpanId: 'client' }),
  span('d', 'POST /v1/payments', { parentSpanId: 'client', startMs: 1 }),
  span('x', 'POST /v1/reservations', { traceId: 'other' }),
];

it('draws requests, their commands and the batches that are linked to them', () => {
  const lines = drawTree(spansOfTrace(spans, 'ours'), 'ours');
  expect(lines.map((line) => line.replace(/ +[\d.]+ ms.*/, ''))).toEqual([
    'POST /v1/reservations',
    '   accept reservation.hold',
    '      ~ decide batch of reservation.hold',
    'POST /v1/payments',
  ]);
  expect(lines[1]).toMatch(/1\.0 ms {2}api +b job_1$/);
});

it('names the levels that are missing', () => {
  expect(missingLevels(spans)).toEqual(['gateway', 'notice']);
});
