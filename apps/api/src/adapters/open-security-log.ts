import type { SecurityEvent } from '@concert-mania/core/identity/security-log';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ApiSettings } from '../config.ts';
import { flushEachMinute, makeSecurityLog } from '../security/security-log.ts';

/** Opens the security log. It writes the counts of repeated events each minute, and when closed. */
export function openSecurityLog(config: ApiSettings, log: Logger, count: (event: SecurityEvent) => void) {
  const security = makeSecurityLog({ log, secret: config.JWT_SECRET, count });
  return { log: security, close: flushEachMinute(security) };
}
