import { PLAN_LIMITS } from '@concert-mania/core/catalogue/seating-plan-schema';
import { DEFAULT_HOLD_BUDGET_SEAT_SECONDS, HOLD_USE_SECONDS } from '@concert-mania/core/holds/hold-budget';
import {
  count,
  databaseSettings,
  flag,
  jobSettings,
  redisSettings,
} from '@concert-mania/runtime/settings/config';
import type { z } from 'zod';

export const holdSettings = databaseSettings
  .extend(redisSettings.shape)
  .extend(jobSettings.shape)
  .extend({
    HOLD_SECONDS: count(600, { min: 1, max: 86_400 }),
    HOLD_BUDGET_SEAT_SECONDS: count(DEFAULT_HOLD_BUDGET_SEAT_SECONDS, { min: 0, max: HOLD_USE_SECONDS }),
    FROZEN_AFTER_SECONDS: count(8, { min: 2, max: 60 }),
    HOLD_DECISION_MS: count(500, { min: 10, max: 2_000 }),
    SEAT_PLANS_MAX_SEATS: count(400_000, { min: PLAN_LIMITS.seats, max: 10_000_000 }),
    REDIS_SILENT_AFTER_SECONDS: count(8, { min: 1, max: 60 }),
    FAIL_UNDECIDABLE_HOLDS: flag(false),
  });
export type HoldSettings = z.infer<typeof holdSettings>;
