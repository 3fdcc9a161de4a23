import type { EventBacklog } from '@concert-mania/core/events/ports';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { RelayTrouble } from './relay-loop.ts';
import { startRelayWatch } from './relay-watch.ts';

const WAIT = { interval: 1, timeout: 10_000 };

function setUp() {
  const state = {
    backlog: { consumer: 'a', position: 1, last: 2, oldestUnreadSeconds: null, waitsForWriter: false },
    trouble: null,
  } as { backlog: EventBacklog; trouble: RelayTrouble | null };
  const onUnread = vi.fn();
  const warn = vi.fn();
  const watch = startRelayWatch({
    relays: [{ consumer: 'a', trouble: () => state.trouble }],
    read: async () => [state.backlog],
    findWriter: async () => ({
      pid: 7,
      applicationName: 'psql',
      state: 'idle in transaction',
      openSeconds: 9,
    }),
    limitSeconds: 10,
    onUnread,
    log: { warn },
    everyMs: 1,
  });
  onTestFinished(() => watch.stop());
  return { state, watch, onUnread, warn };
}

it('measures unread events while nothing is relayed, and is not ready beyond the limit, with the reason', async () => {
  const { state, watch, onUnread, warn } = setUp();
  await vi.waitFor(() => expect(onUnread).toHaveBeenLastCalledWith('a', 0, null), WAIT);
  await watch.check();
  state.backlog = { ...state.backlog, oldestUnreadSeconds: 3 };
  await vi.waitFor(() => expect(onUnread).toHaveBeenLastCalledWith('a', 3, null), WAIT);
  await watch.check();
  state.backlog = { ...state.backlog, oldestUnreadSeconds: 11, waitsForWriter: true };
  await vi.waitFor(() => expect(onUnread).toHaveBeenLastCalledWith('a', 11, 'open_writer'), WAIT);
  await expect(watch.check()).rejects.toThrow('a is not relayed: open_writer');
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({ standing: { a: 'open_writer' }, writer: { pid: 7 } });
  state.backlog = { ...state.backlog, waitsForWriter: false };
  await vi.waitFor(() => expect(onUnread).toHaveBeenLastCalledWith('a', 11, 'behind'), WAIT);
  state.backlog = { ...state.backlog, oldestUnreadSeconds: null };
  await vi.waitFor(() => expect(onUnread).toHaveBeenLastCalledWith('a', 0, null), WAIT);
  await watch.check();
});

it('is not ready while its own relay is in trouble, even with few unread events', async () => {
  const { state, watch } = setUp();
  state.trouble = 'cursor_ahead';
  await expect(watch.check()).rejects.toThrow('cursor_ahead');
});
