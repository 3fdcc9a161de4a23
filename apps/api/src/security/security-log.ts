import { createHmac, hkdfSync } from 'node:crypto';
import type { SecurityEvent, SecurityKind, SecurityLog } from '@concert-mania/core/identity/security-log';
import type { Logger } from '@concert-mania/runtime/logger';

/**
 * Kinds that floods produce: only a client's first event in a minute is written, the rest are
 * counted.
 */
const COUNTED: ReadonlySet<SecurityKind> = new Set([
  'token_refused',
  'refresh_refused',
  'password_reset_asked',
  'forbidden',
  'rate_limited',
]);
const WINDOW_MS = 60_000;
/** Clients beyond this number share one line per kind and minute. */
const MAX_COUNTED = 5_000;
const DIGEST_CHARS = 22;

interface Counted {
  readonly event: SecurityEvent;
  more: number;
}

export interface RunningSecurityLog extends SecurityLog {
  /** Writes the counts since the last call and resets them. */
  flush(): void;
}

/**
 * Writes one JSON line per event, in its field `security`. Mail and network addresses are digests
 * under a key derived from `secret`: equal ones match, and none can be read.
 */
export function makeSecurityLog(ports: {
  readonly log: Logger;
  readonly secret: string;
  readonly count: (event: SecurityEvent) => void;
}): RunningSecurityLog {
  const { log, count } = ports;
  // Written at any LOG_LEVEL: it is the only record.
  const lines = log.child({}, { level: log.level === 'silent' ? 'silent' : 'info' });
  const digest = makeDigest(ports.secret);
  const counted = new Map<string, Counted>();

  const write = ({ email, network, ...event }: SecurityEvent, times: number) =>
    lines.info(
      {
        security: {
          ...event,
          ...(email !== undefined && { email: digest('email', email.toLowerCase()) }),
          ...(network !== undefined && { network: digest('network', network) }),
          count: times,
        },
      },
      'security',
    );

  return {
    note: (event) => {
      count(event);
      if (!COUNTED.has(event.kind)) return write(event, 1);
      const one = `${event.kind} ${event.network} ${event.reason} ${event.email?.toLowerCase()}`;
      const isKept = counted.has(one) || counted.size < MAX_COUNTED;
      const key = isKept ? one : event.kind;
      const known = counted.get(key);
      if (known !== undefined) {
        known.more += 1;
        return;
      }
      counted.set(key, { event: isKept ? event : { kind: event.kind }, more: isKept ? 0 : 1 });
      if (isKept) write(event, 1);
    },
    flush: () => {
      for (const { event, more } of counted.values()) if (more > 0) write(event, more);
      counted.clear();
    },
  };
}

/** Writes the counts every minute. The returned function writes the last ones and stops. */
export function flushEachMinute(log: RunningSecurityLog): () => void {
  const timer = setInterval(log.flush, WINDOW_MS).unref();
  return () => {
    clearInterval(timer);
    log.flush();
  };
}

function makeDigest(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'security-log', 32));
  return (what: string, text: string) =>
    createHmac('sha256', key).update(`${what} ${text}`).digest('base64url').slice(0, DIGEST_CHARS);
}
