import type { EventHandler } from '../events/model.ts';
import { noticesOf } from './model.ts';
import type { NoticeQueue, NoticeStore } from './ports.ts';

export interface QueueNoticesPorts {
  readonly store: Pick<NoticeStore, 'plan' | 'findUnsent'>;
  readonly queue: NoticeQueue;
}

/** Turns events into notices: noted in the truth first, then queued. */
export function makeQueueNotices({ store, queue }: QueueNoticesPorts): EventHandler {
  return async (events) => {
    const notices = noticesOf(events);
    if (notices.length > 0) await queue.add(await store.plan(notices));
  };
}

const FORGOTTEN_AFTER_MS = 120_000;
const FORGOTTEN_BATCH = 500;

/** Queues again what was noted and never sent, for the case that the queue was lost. Answers how many it looked at. */
export function makeRequeueNotices({ store, queue }: QueueNoticesPorts): () => Promise<number> {
  return async () => {
    const unsent = await store.findUnsent({ olderThanMs: FORGOTTEN_AFTER_MS, limit: FORGOTTEN_BATCH });
    await queue.add(unsent);
    return unsent.length;
  };
}
