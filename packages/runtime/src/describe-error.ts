import { stdSerializers } from 'pino';

/** What a log line tells of an error. */
export type ErrorDescription = {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  /** The system's, driver's or SQL state's code, and the constraint that was broken, where there is one. */
  readonly code?: string;
  readonly constraint?: string;
};

/**
 * The parts of an error that belong in a log. Drivers hang commands with their arguments, rows and whole clients on
 * theirs; those hold personal data and stay out.
 */
export function describeError(error: Error): ErrorDescription {
  const { type, message, stack } = stdSerializers.err(error);
  return {
    type,
    message,
    stack: stack ?? '',
    ...textField(error, 'code'),
    ...textField(error, 'constraint'),
  };
}

function textField(error: Error, name: 'code' | 'constraint'): Record<string, string> {
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? { [name]: value } : {};
}
