import { NOTICE_LIFE_SECONDS, type NoticeLife } from '@concert-mania/core/notifications/model';
import { count, databaseSettings, redisSettings } from '@concert-mania/runtime/settings/config';
import type { z } from 'zod';

const MAX_LIFE_SECONDS = 90 * 24 * 3_600;
const life = (template: keyof NoticeLife) =>
  count(NOTICE_LIFE_SECONDS[template], { min: 60, max: MAX_LIFE_SECONDS });

export const eventWorkerSettings = databaseSettings.extend(redisSettings.shape).extend({
  /** The process is not ready once the oldest unread event is older. */
  UNREAD_EVENTS_SECONDS: count(10, { min: 1, max: 3_600 }),
  /** How often every invariant is checked; 0: never. */
  AUDIT_EVERY_MINUTES: count(15, { min: 0, max: 1_440 }),
  /** How long after its event a notice is still sent. */
  NOTICE_CONFIRMED_SECONDS: life('reservation_confirmed'),
  NOTICE_CANCELLED_SECONDS: life('reservation_cancelled'),
  NOTICE_EXPIRED_SECONDS: life('hold_expired'),
});

export const noticeLife = (config: z.infer<typeof eventWorkerSettings>): NoticeLife => ({
  reservation_confirmed: config.NOTICE_CONFIRMED_SECONDS,
  reservation_cancelled: config.NOTICE_CANCELLED_SECONDS,
  hold_expired: config.NOTICE_EXPIRED_SECONDS,
  late_money_refunded: config.NOTICE_CANCELLED_SECONDS,
});
