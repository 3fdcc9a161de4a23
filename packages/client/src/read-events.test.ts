import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEvents, type ServerEvent } from './read-events.ts';

const TEXT = [
  ': a comment\n\n',
  'retry: 4000\n\n',
  'event: change\nid: 8\ndata: {"a":\ndata:"대\u2028기"}\n\n',
  'data: plain\r\n\r\n',
  'event: cut off\ndata: never seen',
].join('');

const bodyOf = (chunks: readonly Uint8Array<ArrayBuffer>[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (stream) => {
      for (const chunk of chunks) stream.enqueue(chunk);
      stream.close();
    },
  });

it('reads the same events wherever the chunks of a stream end', async () => {
  const bytes = new TextEncoder().encode(TEXT);
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }));
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const ends = [...places.sort((a, b) => a - b), bytes.length];
      const chunks = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
      const retries: number[] = [];
      let heard = 0;
      const onHeard = () => {
        heard += 1;
      };
      const listeners = { onHeard, onRetry: (ms: number) => retries.push(ms) };
      const events: ServerEvent[] = [];
      for await (const event of readEvents(bodyOf(chunks), listeners)) events.push(event);
      expect(events).toEqual([
        { event: 'change', id: '8', data: '{"a":\n"대\u2028기"}' },
        { event: undefined, id: undefined, data: 'plain' },
      ]);
      expect(retries).toEqual([4_000]);
      expect(heard).toBeGreaterThan(0);
    }),
  );
});
