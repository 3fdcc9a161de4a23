import type { SecurityEvent } from '@concert-mania/core/identity/security-log';
import type { Context } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { clientGroup } from '../middleware/limit-rate.ts';

/** Records a security event with the request's id and the client's network. */
export function noteSecurity<E extends AppEnv>(c: Context<E>, event: SecurityEvent): void {
  c.get('guards').securityLog.note({ requestId: c.get('requestId'), network: clientGroup(c), ...event });
}
