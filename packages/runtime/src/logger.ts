import { type Logger, pino } from 'pino';
import { describeError } from './describe-error.ts';

export type { Logger } from 'pino';

/** Fields whose values never reach a log line, at the top level or one level down. */
const SECRET_FIELDS = [
  'password',
  'passwordHash',
  'accessToken',
  'refreshToken',
  'authorization',
  'paymentKey',
  'queueToken',
  'token',
  'secret',
  'cookie',
];

/** Writes JSON lines with the process's name to standard output, unbuffered. */
export function makeLogger(options: { readonly name: string; readonly level: string }): Logger {
  return pino({
    name: options.name,
    level: options.level,
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]),
      censor: '[redacted]',
    },
    serializers: { err: describeError },
  });
}
