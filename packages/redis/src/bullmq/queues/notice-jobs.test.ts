import type { DueNotice } from '@concert-mania/core/notifications/model';
import type { Job } from 'bullmq';
import { expect, it } from 'vitest';
import { jobsOf, readNotices } from './notice-jobs.ts';

const notices = (count: number): readonly DueNotice[] =>
  Array.from({ length: count }, (_, index) => ({ eventId: `res_${index}.3`, channel: 'email', attempts: 0 }));
const ids = (some: readonly DueNotice[]) => jobsOf(some, 'email').map(({ opts }) => opts.jobId);
const read = (data: object) => readNotices({ data } as Job, 'email');

it('puts up to 25 notices in a job, and reads them back', () => {
  const jobs = jobsOf(notices(60), 'email');
  expect(jobs.map(({ data }) => read(data)?.length)).toEqual([25, 25, 10]);
  expect(jobs.flatMap(({ data }) => read(data) ?? [])).toEqual(notices(60).map(({ eventId }) => eventId));
});

it('gives the same notices at the same attempts the same job, and others another', () => {
  expect(ids(notices(1))).toEqual(['res_0.3.email.0']);
  expect(ids(notices(3))).toEqual(ids(notices(3)));
  const [first, second, third] = notices(3);
  expect(ids(notices(3))).not.toEqual(ids([first, second, { ...third, attempts: 1 }] as DueNotice[]));
  expect(ids(notices(3))).not.toEqual(ids(notices(4)));
});

it('reads the job of an earlier version, and none of another channel or without a notice', () => {
  expect(read({ eventId: 'res_1.3', channel: 'email' })).toEqual(['res_1.3']);
  expect(read({ eventId: 'res_1.3', channel: 'sms' })).toBeNull();
  expect(read({ eventId: '', channel: 'email' })).toBeNull();
  expect(read({ eventId: 'res_1.3', channel: 'email', others: [''] })).toBeNull();
});
