import { makeSale } from '@concert-mania/testkit/data/builders';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { app, db, noteChange, statuses, subscriber } from '../../testing/catalogue-app.ts';

describe('seat events', () => {
  const streams: AbortController[] = [];
  // A connection that is made later counts as a gap: its streams begin with a second snapshot.
  beforeAll(() => vi.waitFor(() => expect(subscriber.status).toBe('ready')));
  afterEach(() => {
    for (const stream of streams.splice(0)) stream.abort();
  });

  async function openStream(performanceId: string, lastEventId?: string) {
    const leaving = new AbortController();
    streams.push(leaving);
    const response = await app.request(`/v1/performances/${performanceId}/seats/events`, {
      signal: leaving.signal,
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    /** Reads the next event; skips comments and `retry:`. */
    return async () => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end < 0) {
          const read = await reader?.read();
          if (read?.value === undefined) throw new Error(`the stream ended with ${response.status}: ${text}`);
          text += read.value;
          continue;
        }
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        if (!block.includes('data:')) continue;
        const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
        return {
          event: fields.get('event'),
          id: fields.get('id'),
          data: JSON.parse(fields.get('data') ?? ''),
        };
      }
    };
  }

  test('begin with a snapshot, go on with every change, and carry versions as ids', async () => {
    const { performanceId } = await makeSale(db, { seats: 4 });
    const next = await openStream(performanceId);
    const snapshot = await next();
    expect(snapshot).toMatchObject({ event: 'snapshot', data: { availability: 'AAAA' } });
    expect(snapshot.id).toBe(`${snapshot.data.version}`);
    await noteChange(performanceId, [
      [2, 'H'],
      [3, 'H'],
    ]);
    const change = await next();
    expect(change).toMatchObject({
      event: 'change',
      data: {
        changes: [
          [2, 'H'],
          [3, 'H'],
        ],
      },
    });
    expect(change.data.version).toBeGreaterThan(snapshot.data.version);
    expect(change.id).toBe(`${change.data.version}`);
    await noteChange(performanceId, [[2, 'A']]);
    expect(await next()).toMatchObject({ event: 'change', data: { changes: [[2, 'A']] } });
  });

  test("resume after the client's last event if none was missed, and otherwise start over", async () => {
    const { performanceId } = await makeSale(db, { seats: 2 });
    const { version } = await statuses.read(performanceId);
    const resumed = await openStream(performanceId, `${version}`);
    const behind = await openStream(performanceId, `${version - 1}`);
    expect(await behind()).toMatchObject({ event: 'snapshot', data: { version } });
    await noteChange(performanceId, [[1, 'S']]);
    expect(await resumed()).toMatchObject({ event: 'change', data: { changes: [[1, 'S']] } });
    expect(await behind()).toMatchObject({ event: 'change', data: { changes: [[1, 'S']] } });
  });

  test('send everything again after the connection to Redis was lost', async () => {
    const { performanceId } = await makeSale(db, { seats: 2 });
    const next = await openStream(performanceId);
    await next();
    subscriber.disconnect(true);
    await noteChange(performanceId, [[1, 'H']]);
    const after = await next();
    // The change may arrive before or after the gap is noticed; nothing is missing in either case.
    if (after.event === 'change') expect(after.data.changes).toEqual([[1, 'H']]);
    else expect(after.data.availability).toBe('HA');
  });
});
