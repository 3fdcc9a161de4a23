/** A condition of the machine that the user can correct; the message says how. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}

/** The URL without its password, fit for a message or a log line. */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const parsed = new URL(url);
  if (parsed.password !== '') parsed.password = '***';
  return parsed.toString();
}
