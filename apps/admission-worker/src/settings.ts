import { count, databaseSettings, redisSettings } from '@concert-mania/runtime/settings/config';

/** A client that follows `pollAfterMs` may be silent for 75 seconds. */
const LEAST_PASS_OVER_SECONDS = 90;
const DAY_SECONDS = 86_400;

export const admissionSettings = databaseSettings.extend(redisSettings.shape).extend({
  /** A waiting fan who has not polled for this long is skipped. */
  PASS_OVER_AFTER_SECONDS: count(300, { min: LEAST_PASS_OVER_SECONDS, max: DAY_SECONDS }),
  /** A skipped fan who returns within this time is first in line; 0 never. */
  RETURN_WITHIN_SECONDS: count(600, { min: 0, max: DAY_SECONDS }),
  /** An admitted fan who is not seen for this long is written to. */
  ADMITTED_NOTICE_AFTER_SECONDS: count(10, { min: 0, max: 600 }),
});
