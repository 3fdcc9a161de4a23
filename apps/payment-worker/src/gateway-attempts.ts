import type { GatewayCall } from './gateway-client.ts';

/** The most payments that are counted. The one called longest ago is forgotten first. */
const MOST_COUNTED = 10_000;

/**
 * Counts the calls of one operation for one payment by this process: 1 for the first. Undefined for
 * a call that was not made, and for an inquiry about a payment that is unknown here.
 */
export function makeAttemptCounter(
  most = MOST_COUNTED,
): (call: Omit<GatewayCall, 'durationMs'>) => number | undefined {
  const counts = new Map<string, number>();
  return ({ operation, paymentId, kind }) => {
    if (paymentId === undefined || kind === 'not_tried') return undefined;
    const key = `${operation} ${paymentId}`;
    const attempt = (counts.get(key) ?? 0) + 1;
    counts.delete(key);
    counts.set(key, attempt);
    const [oldest] = counts.keys();
    if (counts.size > most && oldest !== undefined) counts.delete(oldest);
    return attempt;
  };
}
