import type { RetentionDays } from '@concert-mania/core/retention/retention';
import { z } from 'zod';

const MOST_DAYS = 36_500;

/** 0 keeps for ever; otherwise at least `min`, while the rows are still needed. */
const days = (fallback: number, min: number, max = MOST_DAYS) =>
  z.coerce
    .number()
    .int()
    .refine((value) => value === 0 || (value >= min && value <= max), `must be 0, or from ${min} to ${max}`)
    .default(fallback);

/** Until then a job may be redelivered, retried by hand or polled. */
const OUTCOMES_MIN_DAYS = 30;
/** The daily limit counts recent notices, and rows of earlier versions lack the time they lapse. */
const NOTICES_MIN_DAYS = 30;
/** Transactions of the gateway are kept for 400 days. */
const COMPARISONS_MAX_DAYS = 398;

/** Until then a device may send a scan again. */
const SCANS_MIN_DAYS = 2;

/** By then the access tokens of its last session have expired, so nothing acts for the account. */
const UNVERIFIED_MIN_DAYS = 7;

export const retentionSettings = z.object({
  RETENTION_COMMAND_OUTCOMES_DAYS: days(90, OUTCOMES_MIN_DAYS),
  RETENTION_NOTICES_DAYS: days(180, NOTICES_MIN_DAYS),
  RETENTION_ACCOUNT_TOKENS_DAYS: days(7, 1),
  RETENTION_PASSWORD_RESET_REQUESTS_DAYS: days(1, 1),
  RETENTION_SESSIONS_DAYS: days(90, 2),
  RETENTION_REFRESH_TOKENS_DAYS: days(30, 1),
  RETENTION_TOP_UP_ORDERS_DAYS: days(7, 2),
  RETENTION_GATEWAY_COMPARISONS_DAYS: days(395, 32, COMPARISONS_MAX_DAYS),
  RETENTION_GATEWAY_DIFFERENCES_DAYS: days(30, 1),
  RETENTION_WEBHOOK_DELIVERIES_DAYS: days(30, 7),
  RETENTION_STAFF_ACTIONS_DAYS: days(1, 1),
  RETENTION_DESK_HOLDERS_DAYS: days(730, 366),
  RETENTION_CHECK_INS_DAYS: days(180, SCANS_MIN_DAYS),
  RETENTION_UNVERIFIED_ACCOUNTS_DAYS: days(30, UNVERIFIED_MIN_DAYS),
});

/** Each kind's setting is named after it. */
export const retentionDays = (config: z.infer<typeof retentionSettings>): RetentionDays => ({
  command_outcomes: config.RETENTION_COMMAND_OUTCOMES_DAYS,
  notices: config.RETENTION_NOTICES_DAYS,
  account_tokens: config.RETENTION_ACCOUNT_TOKENS_DAYS,
  password_reset_requests: config.RETENTION_PASSWORD_RESET_REQUESTS_DAYS,
  sessions: config.RETENTION_SESSIONS_DAYS,
  refresh_tokens: config.RETENTION_REFRESH_TOKENS_DAYS,
  top_up_orders: config.RETENTION_TOP_UP_ORDERS_DAYS,
  gateway_comparisons: config.RETENTION_GATEWAY_COMPARISONS_DAYS,
  gateway_differences: config.RETENTION_GATEWAY_DIFFERENCES_DAYS,
  webhook_deliveries: config.RETENTION_WEBHOOK_DELIVERIES_DAYS,
  staff_actions: config.RETENTION_STAFF_ACTIONS_DAYS,
  desk_holders: config.RETENTION_DESK_HOLDERS_DAYS,
  check_ins: config.RETENTION_CHECK_INS_DAYS,
  unverified_accounts: config.RETENTION_UNVERIFIED_ACCOUNTS_DAYS,
});
