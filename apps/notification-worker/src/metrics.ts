import {
  CHANNELS,
  type Channel,
  NOTICE_STATUSES,
  type NoticeStatus,
} from '@concert-mania/core/notifications/model';
import { Counter, Histogram, type Registry } from 'prom-client';

export function makeNoticeMetrics(registry: Registry) {
  const notices = new Counter({
    name: 'cm_notices_total',
    help: 'Notice jobs by channel and result. All but sent, repeated, busy, retrying and fault are given up.',
    labelNames: ['channel', 'result'],
    registers: [registry],
  });
  const waits = new Histogram({
    name: 'cm_notice_wait_seconds',
    help: 'From the writing of a notice to its sending, by channel.',
    labelNames: ['channel'],
    buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600],
    registers: [registry],
  });
  for (const channel of CHANNELS) {
    for (const result of NOTICE_STATUSES) notices.inc({ channel, result }, 0);
  }
  return {
    onNotice: (channel: Channel, status: NoticeStatus) => notices.inc({ channel, result: status }),
    onSent: (channel: Channel, waitedMs: number) => waits.observe({ channel }, waitedMs / 1_000),
  };
}
