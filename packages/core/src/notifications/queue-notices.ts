import type { EventHandler } from '../events/model.ts';
import { type NoticeLife, noticesOf } from './model.ts';
import type { NoticeQueue, NoticeStore } from './ports.ts';

export interface QueueNoticesPorts {
  readonly store: Pick<NoticeStore, 'plan'>;
  readonly queue: Pick<NoticeQueue, 'add'>;
  readonly life?: NoticeLife;
}

/** Turns events into notices: stored first, then queued. */
export function makeQueueNotices({ store, queue, life }: QueueNoticesPorts): EventHandler {
  return async (events) => {
    const notices = noticesOf(events, life);
    if (notices.length === 0) return;
    const traces = new Map(events.map(({ id, traceparent }) => [id, traceparent]));
    const due = await store.plan(notices);
    await queue.add(due.map((notice) => ({ ...notice, traceparent: traces.get(notice.eventId) })));
  };
}

/** A notice still unsent after this time is queued again; the queue ignores duplicates. */
const AGAIN_MS = 120_000;
const DUE_BATCH = 500;
const MAX_BATCHES = 20;

export interface QueueDuePorts {
  readonly store: Pick<NoticeStore, 'takeDue'>;
  readonly queue: NoticeQueue;
}

/**
 * Queues every due notice: retries, and those that a queue lost. Returns their number. While a
 * queue is long, its due notices stay in the table: most of them are in the queue already.
 */
export function makeQueueDueNotices({ store, queue }: QueueDuePorts): () => Promise<number> {
  return async () => {
    let queued = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const channels = await queue.readyChannels();
      if (channels.length === 0) break;
      const due = await store.takeDue({ againMs: AGAIN_MS, limit: DUE_BATCH, channels });
      if (due.length > 0) await queue.add(due);
      queued += due.length;
      if (due.length < DUE_BATCH) break;
    }
    return queued;
  };
}
