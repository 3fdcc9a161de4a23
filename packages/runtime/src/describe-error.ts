import { stdSerializers } from 'pino';
import { hidePersonalData } from './personal-data.ts';

/** The fields of an error in a log line. */
export type ErrorDescription = {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The code of the system, the driver or the SQL state, and the violated constraint. */
  readonly code?: string;
  readonly constraint?: string;
};

/**
 * The loggable parts of an error. Drivers attach commands with arguments, rows and whole clients,
 * which contain personal data and are left out. Servers quote addresses: those are replaced.
 */
export function describeError(error: Error): ErrorDescription {
  const { type, message, stack } = stdSerializers.err(error);
  return {
    type,
    message: hidePersonalData(message),
    stack: hidePersonalData(stack ?? ''),
    ...textField(error, 'code'),
    ...textField(error, 'constraint'),
  };
}

function textField(error: Error, name: 'code' | 'constraint'): Record<string, string> {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? { [name]: value } : {};
}
