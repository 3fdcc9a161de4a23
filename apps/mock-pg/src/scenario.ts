/** The gateway's behaviour for one payment. */
export type Scenario =
  | { readonly kind: 'approve' | 'decline' }
  /** Never answers the confirmation and takes no money. */
  | { readonly kind: 'timeout' }
  /** Takes the money and cuts the connection. */
  | { readonly kind: 'drop_after_commit' }
  | { readonly kind: 'duplicate_webhook' }
  /** Waits for a person to decide. */
  | { readonly kind: 'manual' }
  /** Refunds the money and never answers the first cancel. */
  | { readonly kind: 'cancel_timeout' }
  /**
   * Refuses every cancel that has an idempotency key. A cancel without one is made at the gateway's
   * desk and succeeds.
   */
  | { readonly kind: 'cancel_refused' }
  | { readonly kind: 'delay' | 'late_webhook'; readonly ms: number }
  | { readonly kind: 'error_then_approve' | 'cancel_error'; readonly times: number };

const PLAIN = new Set([
  'approve',
  'decline',
  'timeout',
  'drop_after_commit',
  'duplicate_webhook',
  'manual',
  'cancel_timeout',
  'cancel_refused',
]);
const MAX_MS = 600_000;
const MAX_TIMES = 1_000;

/** Parses `approve`, `delay:<ms>`, `error_then_approve:<n>` and others; null if unknown. */
export function parseScenario(text: string): Scenario | null {
  if (PLAIN.has(text)) return { kind: text } as Scenario;
  const match = /^(delay|late_webhook|error_then_approve|cancel_error):(\d{1,9})$/.exec(text);
  if (!match?.[1] || !match[2]) return null;
  const figure = Number(match[2]);
  switch (match[1]) {
    case 'delay':
    case 'late_webhook':
      return figure <= MAX_MS ? { kind: match[1], ms: figure } : null;
    case 'error_then_approve':
    case 'cancel_error':
      return figure <= MAX_TIMES ? { kind: match[1], times: figure } : null;
    default:
      return null;
  }
}
