import { expect, it } from 'vitest';
import type { RecordedEvent } from '../events/model.ts';
import type { NoticeKey, PlannedNotice } from './model.ts';
import { makeQueueNotices, makeRequeueNotices } from './queue-notices.ts';

const event = (type: string): RecordedEvent => ({
  id: 'res_1.2',
  stream: 'res_1',
  version: 2,
  type,
  position: 1,
  occurredAt: new Date(),
});
const key: NoticeKey = { eventId: 'res_1.2', channel: 'email' };

function setUp(unsent: readonly NoticeKey[]) {
  const steps: string[] = [];
  const planned: PlannedNotice[] = [];
  const queued: NoticeKey[] = [];
  const ports = {
    store: {
      plan: async (notices: readonly PlannedNotice[]) => {
        steps.push('planned');
        planned.push(...notices);
        return unsent;
      },
      findUnsent: async () => unsent,
    },
    queue: {
      add: async (keys: readonly NoticeKey[]) => {
        steps.push('queued');
        queued.push(...keys);
      },
    },
  };
  return { ports, steps, planned, queued };
}

it('notes notices in the truth before it queues them', async () => {
  const { ports, steps, planned, queued } = setUp([key]);
  await makeQueueNotices(ports)([event('reservation.held'), event('reservation.expired')]);
  expect(steps).toEqual(['planned', 'queued']);
  expect(planned.map(({ template }) => template)).toEqual(['hold_expired']);
  expect(queued).toEqual([key]);
});

it('asks neither store nor queue when nobody needs to hear of the events', async () => {
  const { ports, steps } = setUp([]);
  await makeQueueNotices(ports)([event('reservation.held')]);
  expect(steps).toEqual([]);
});

it('queues again what a lost queue has forgotten', async () => {
  const { ports, queued } = setUp([key]);
  expect(await makeRequeueNotices(ports)()).toBe(1);
  expect(queued).toEqual([key]);
});
