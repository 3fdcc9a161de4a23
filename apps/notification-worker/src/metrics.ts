import type { Channel, NoticeStatus } from '@concert-mania/core/notifications/model';
import { Counter, type Registry } from 'prom-client';

export function makeNoticeMetrics(registry: Registry) {
  const notices = new Counter({
    name: 'cm_notices_total',
    help: 'Notice jobs by channel and result. All but sent, repeated, busy, retrying and fault are given up.',
    labelNames: ['channel', 'result'],
    registers: [registry],
  });
  return { onNotice: (channel: Channel, status: NoticeStatus) => notices.inc({ channel, result: status }) };
}
