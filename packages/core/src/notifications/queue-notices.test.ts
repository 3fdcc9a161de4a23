import { expect, it } from 'vitest';
import type { RecordedEvent } from '../events/model.ts';
import { CHANNELS, type DueNotice, type PlannedNotice } from './model.ts';
import { makeQueueDueNotices, makeQueueNotices } from './queue-notices.ts';

const event = (type: string): RecordedEvent => ({
  id: 'res_1.2',
  stream: 'res_1',
  version: 2,
  type,
  position: 1,
  occurredAt: new Date(),
});
const key: DueNotice = { eventId: 'res_1.2', channel: 'email', attempts: 0 };

function setUp(unsent: readonly DueNotice[]) {
  const steps: string[] = [];
  const planned: PlannedNotice[] = [];
  const queued: DueNotice[] = [];
  const ports = {
    store: {
      plan: async (notices: readonly PlannedNotice[]) => {
        steps.push('planned');
        planned.push(...notices);
        return unsent;
      },
      takeDue: async () => unsent,
    },
    queue: {
      readyChannels: async () => CHANNELS,
      add: async (keys: readonly DueNotice[]) => {
        steps.push('queued');
        queued.push(...keys);
      },
    },
  };
  return { ports, steps, planned, queued };
}

it('stores notices in the database before it queues them', async () => {
  const { ports, steps, planned, queued } = setUp([key]);
  await makeQueueNotices(ports)([event('reservation.held'), event('reservation.expired')]);
  expect(steps).toEqual(['planned', 'queued']);
  expect(planned.map(({ template }) => template)).toEqual(['hold_expired']);
  expect(queued).toEqual([key]);
});

it('queues a notice in the trace that is kept with its event', async () => {
  const { ports, queued } = setUp([key, { ...key, eventId: 'res_2.2' }]);
  await makeQueueNotices(ports)([{ ...event('reservation.expired'), traceparent: '00-1' }]);
  expect(queued.map(({ traceparent }) => traceparent)).toEqual(['00-1', undefined]);
});

it('calls neither store nor queue for events without a notice', async () => {
  const { ports, steps } = setUp([]);
  await makeQueueNotices(ports)([event('reservation.held')]);
  expect(steps).toEqual([]);
});

it('queues due notices batch by batch until none is left', async () => {
  let left = 1_234;
  const queued: DueNotice[] = [];
  const queueDue = makeQueueDueNotices({
    store: {
      takeDue: async ({ limit }) => {
        const taken = Math.min(left, limit);
        left -= taken;
        return Array.from({ length: taken }, () => key);
      },
    },
    queue: { add: async (keys) => void queued.push(...keys), readyChannels: async () => CHANNELS },
  });
  expect(await queueDue()).toBe(1_234);
  expect(queued).toHaveLength(1_234);
  expect(await queueDue()).toBe(0);
});

it('takes due notices of channels with short queues only', async () => {
  const taken: (readonly string[])[] = [];
  const due = (ready: readonly ('email' | 'sms')[]) =>
    makeQueueDueNotices({
      store: {
        takeDue: async ({ channels }) => {
          taken.push(channels);
          return [];
        },
      },
      queue: { add: async () => {}, readyChannels: async () => ready },
    })();
  await due([]);
  await due(['sms']);
  expect(taken).toEqual([['sms']]);
});
