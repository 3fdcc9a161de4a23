import { setTimeout as pause } from 'node:timers/promises';
import type { HttpAnswer, HttpConnection } from './http-connection.ts';

export const WAIT_SECONDS = 30;

export const bearer = (token = ''): string => (token === '' ? '' : `Authorization: Bearer ${token}\r\n`);

export const get = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;

export const post = (path: string, headers: string, body = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}` +
  `${body === '' ? '' : 'Content-Type: application/json\r\n'}Content-Length: ${body.length}\r\n\r\n${body}`;

/** The text between the mark and the next quotation mark. Throws when the mark is missing. */
export function textAfter(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in ${text}`);
  const from = at + mark.length;
  return text.slice(from, text.indexOf('"', from));
}

/**
 * Sends a command and waits for its job. The outcome is `succeeded`, or the code of a refusal or of
 * a 503.
 */
export async function runCommand(
  connection: HttpConnection,
  request: string,
  authorization: string,
): Promise<{ readonly outcome: string; readonly body: string }> {
  let { status, body } = await connection.send(request);
  if (status === 503) return { outcome: textAfter(body, '"code":"'), body };
  if (status !== 202) throw new Error(`not accepted: ${status} ${body}`);
  for (let poll = ''; ; ) {
    const outcome = outcomeOf(body);
    if (outcome !== null) return { outcome, body };
    poll ||= get(`/v1/jobs/${textAfter(body, '"id":"')}?wait=${WAIT_SECONDS}`, authorization);
    ({ status, body } = await sendUntilAvailable(connection, poll));
    if (status !== 200) throw new Error(`job: ${status} ${body}`);
  }
}

const RETRY_MS = 200;

/** Sends a read again while it is answered 503. */
export async function sendUntilAvailable(connection: HttpConnection, request: string): Promise<HttpAnswer> {
  for (;;) {
    const answer = await connection.send(request);
    if (answer.status !== 503) return answer;
    await pause(RETRY_MS);
  }
}

/** Null while the job is not final. */
function outcomeOf(job: string): string | null {
  const status = textAfter(job, '"status":"');
  if (status === 'succeeded') return status;
  return status === 'rejected' || status === 'failed' ? textAfter(job, '"code":"') : null;
}
