import type { RecordedEvent } from '@concert-mania/core/events/model';
import { EventCursorAhead, type EventLog } from '@concert-mania/core/events/ports';
import { describe, expect, it, vi } from 'vitest';
import { type RelayLoopOptions, startRelayLoop } from './relay-loop.ts';

const WAIT = { interval: 1, timeout: 10_000 };

/** A log in memory with one consumer lock, and a switch that cuts the connection. */
function fakeLog(count: number) {
  const events: RecordedEvent[] = Array.from({ length: count }, (_, index) => ({
    id: `s${index}.1`,
    stream: `s${index}`,
    version: 1,
    type: 'seen',
    position: index + 1,
    occurredAt: new Date(),
  }));
  const state = { position: 0, cut: false, taken: false, opened: 0, closed: 0 };
  const log: EventLog = {
    open: async () => {
      if (state.cut) throw new Error('no connection');
      state.opened += 1;
      let mine = false;
      const used = async () => {
        if (state.cut) throw new Error('the connection is gone');
      };
      return {
        acquire: async () => {
          await used();
          if (state.taken && !mine) return false;
          mine = true;
          state.taken = true;
          return true;
        },
        next: async () => {
          await used();
          const page = events.slice(state.position, state.position + 1);
          return page.length > 0 ? { events: page, full: state.position + 1 < events.length } : null;
        },
        advance: async () => {
          await used();
          state.position += 1;
        },
        keepAlive: used,
        close: async () => {
          state.closed += 1;
          if (mine) state.taken = false;
        },
      };
    },
  };
  return { log, state };
}

const start = (eventLog: EventLog, handle: RelayLoopOptions['handle']) =>
  startRelayLoop({
    eventLog,
    consumer: 'test',
    types: ['seen'],
    handle,
    log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    onPage: () => {},
    onFailure: () => {},
  });

describe('the relay', () => {
  it('handles every event in order and then stores the position', async () => {
    const { log, state } = fakeLog(3);
    const seen: string[] = [];
    const loop = start(log, async (events) => void seen.push(...events.map(({ id }) => id)));
    await vi.waitFor(() => expect(state.position).toBe(3), WAIT);
    await loop.stop();
    expect(seen).toEqual(['s0.1', 's1.1', 's2.1']);
    expect(state.closed).toBe(1);
  });

  it('repeats an event until its handler succeeds, and reports the fault meanwhile', async () => {
    const { log, state } = fakeLog(2);
    const seen: string[] = [];
    let refusals = 2;
    const loop = start(log, async ([event]) => {
      seen.push(event!.id);
      refusals -= 1;
      if (refusals >= 0) throw new Error('Redis is away');
    });
    await vi.waitFor(() => expect(loop.trouble()).toBe('effect_failed'), WAIT);
    expect(state.position).toBe(0);
    await vi.waitFor(() => expect(state.position).toBe(2), WAIT);
    expect(loop.trouble()).toBeNull();
    await loop.stop();
    expect(seen).toEqual(['s0.1', 's0.1', 's0.1', 's1.1']);
  });

  it('handles an event again when the connection broke before its position was stored', async () => {
    const { log, state } = fakeLog(1);
    const seen: string[] = [];
    const loop = start(log, async ([event]) => {
      seen.push(event!.id);
      state.cut = seen.length === 1;
    });
    await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT);
    state.cut = false;
    await vi.waitFor(() => expect(state.position).toBe(1), WAIT);
    await loop.stop();
    expect(seen).toEqual(['s0.1', 's0.1']);
    expect(state.opened).toBeGreaterThan(1);
  });

  it('waits while another process has the consumer, and takes over when that process is gone', async () => {
    const { log, state } = fakeLog(1);
    state.taken = true;
    const handle = vi.fn(async () => {});
    const loop = start(log, handle);
    await vi.waitFor(() => expect(state.opened).toBe(1), WAIT);
    expect(loop.trouble()).toBeNull();
    expect(handle).not.toHaveBeenCalled();
    state.taken = false;
    await vi.waitFor(() => expect(state.position).toBe(1), WAIT);
    await loop.stop();
  });

  it('stops at once although a handler never ends', async () => {
    const { log, state } = fakeLog(1);
    const handle = vi.fn(() => new Promise<void>(() => {}));
    const loop = start(log, handle);
    await vi.waitFor(() => expect(handle).toHaveBeenCalled(), WAIT);
    await loop.stop();
    expect(state.position).toBe(0);
    expect(state.closed).toBe(1);
  });

  it('reports a cursor in the future with the command that repairs it, and continues after the repair', async () => {
    const { log, state } = fakeLog(1);
    let ahead = true;
    const refusing: EventLog = {
      open: async (...args) => {
        const reader = await log.open(...args);
        return {
          ...reader,
          acquire: async () => {
            if (ahead) throw new EventCursorAhead('test', 500, 20);
            return reader.acquire();
          },
        };
      },
    };
    const error = vi.fn();
    const loop = startRelayLoop({
      eventLog: refusing,
      consumer: 'test',
      types: ['seen'],
      handle: async () => {},
      log: { info: vi.fn(), warn: vi.fn(), error },
      onPage: () => {},
      onFailure: () => {},
    });
    await vi.waitFor(() => expect(loop.trouble()).toBe('cursor_ahead'), WAIT);
    expect(String(error.mock.calls[0]?.[0].err)).toContain('npm run relay -- reset test --to');
    ahead = false;
    await vi.waitFor(() => expect(state.position).toBe(1), WAIT);
    expect(loop.trouble()).toBeNull();
    await loop.stop();
  });
});
