import {
  SECURITY_KINDS,
  type SecurityEvent,
  type SecurityKind,
} from '@concert-mania/core/identity/security-log';
import { Counter, type Registry } from 'prom-client';
import { RATE_RULES } from '../middleware/limits.ts';

const LOGIN_RESULTS: { readonly [K in SecurityKind]?: string } = {
  login: 'succeeded',
  login_failed: 'failed',
  login_second_factor_failed: 'second_factor_failed',
  admin_login: 'admin_succeeded',
  admin_login_failed: 'admin_failed',
};
const RULES = new Set([...Object.keys(RATE_RULES), 'guesses']);

/** Counts events of the security log, each kind from 0 on so that an alert sees the first. */
export function makeSecurityMetrics(registry: Registry): (event: SecurityEvent) => void {
  const registers = [registry];
  const events = new Counter({
    name: 'cm_security_events_total',
    help: 'Events of the security log, by kind.',
    labelNames: ['kind'] as const,
    registers,
  });
  const logins = new Counter({
    name: 'cm_logins_total',
    help: 'Logins of fans and staff, and of administrators on the page of the queues, by result.',
    labelNames: ['result'] as const,
    registers,
  });
  const limited = new Counter({
    name: 'cm_rate_limited_total',
    help: 'Requests refused by a rate limit, by its rule; `guesses` are wrong passwords and codes.',
    labelNames: ['rule'] as const,
    registers,
  });
  for (const kind of SECURITY_KINDS) events.inc({ kind }, 0);
  for (const rule of RULES) limited.inc({ rule }, 0);
  for (const result of Object.values(LOGIN_RESULTS)) logins.inc({ result }, 0);
  return ({ kind, reason = '' }) => {
    events.inc({ kind });
    const result = LOGIN_RESULTS[kind];
    if (result !== undefined) logins.inc({ result });
    if (kind === 'rate_limited') limited.inc({ rule: RULES.has(reason) ? reason : 'other' });
  };
}
