import type { GatewayLine } from '@concert-mania/core/payments/gateway/gateway-slots';
import type { PaymentSettings } from './settings.ts';

/** Beyond two calls to the gateway: for the transactions before and after them. */
const MARGIN_MS = 2_000;
const MS_PER_SECOND = 1_000;
/**
 * How many payments may wait for each call that can be made at once. A gateway that answers in
 * 200 ms serves them within the default `GATEWAY_TIMEOUT_MS`.
 */
const WAITING_PER_CALL = 25;
/** A round begins no further refund after this time, so that a dead worker is noticed soon. */
const SHOW_ROUND_MS = 2_000;

/**
 * How long claims protect payments, when the reconciler looks at them, and the line of payments
 * that wait for a call.
 */
export function readTerms(config: PaymentSettings) {
  const inFlightMs = 2 * config.GATEWAY_TIMEOUT_MS + MARGIN_MS;
  // As long as the calls before it may take. After that the reconciler makes the call.
  const lineMs = config.GATEWAY_TIMEOUT_MS;
  const sentMs = lineMs + inFlightMs;
  const queuedMs = Math.max(sentMs, config.GATEWAY_QUEUE_SECONDS * MS_PER_SECOND);
  // A payment counts as sent from its claim on, and is sent this much later at most.
  const sessionMs = lineMs + config.GATEWAY_SESSION_SECONDS * MS_PER_SECOND;
  const waiting = WAITING_PER_CALL * config.GATEWAY_CONCURRENCY;
  const line: GatewayLine = { waiting, waitMs: lineMs, nowMs: () => performance.now() };
  return {
    line,
    terms: { payingMs: sentMs, queuedMs, checkAfterMs: sentMs },
    times: { leaseMs: inFlightMs, sessionMs },
  };
}

/** The pace of a cancelled performance's refunds. `callMs`: the longest time of one refund. */
export function showPace(config: PaymentSettings, callMs: number) {
  return {
    most: config.SHOW_REFUNDS_PER_SECOND,
    atOnce: config.SHOW_REFUNDS_AT_ONCE,
    roundMs: SHOW_ROUND_MS,
    leaseMs: SHOW_ROUND_MS + callMs + MARGIN_MS,
    everyMs: MS_PER_SECOND,
    nowMs: () => performance.now(),
  };
}
