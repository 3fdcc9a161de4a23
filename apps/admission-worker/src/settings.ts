import { count, databaseSettings, redisSettings } from '@concert-mania/runtime/settings/config';

/** No shorter: a client that keeps to `pollAfterMs` may be silent for 75 seconds. */
const LEAST_PASS_OVER_SECONDS = 90;
const DAY_SECONDS = 86_400;

export const admissionSettings = databaseSettings.extend(redisSettings.shape).extend({
  /** A waiting fan who has not asked for this long is passed over when the turn comes. */
  PASS_OVER_AFTER_SECONDS: count(300, { min: LEAST_PASS_OVER_SECONDS, max: DAY_SECONDS }),
  /** Within this long a fan who was passed over comes back to the front of the line; 0 never. */
  RETURN_WITHIN_SECONDS: count(600, { min: 0, max: DAY_SECONDS }),
});
