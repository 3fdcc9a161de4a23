import type { Page, Response } from 'playwright-core';

/** Writes down what a page logs and asks for, and tells its faults. Returns the growing log. */
export function watchPage(page: Page, onFault: (fault: string) => void): string[] {
  const log: string[] = [];
  const fault = (text: string) => {
    log.push(`FAULT ${text}`);
    onFault(`${new URL(page.url()).pathname}: ${text}`);
  };
  page.on('console', (message) => {
    const text = `console ${message.type()}: ${message.text()}`;
    // The browser logs each refusal of the API; responses are judged below.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) fault(text);
    else log.push(text);
  });
  page.on('pageerror', (error) => fault(`uncaught: ${error.stack ?? error.message}`));
  page.on('requestfailed', (request) => {
    const text = `${request.method()} ${request.url()} failed: ${request.failure()?.errorText}`;
    // A page that is left gives up its requests.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') log.push(text);
    else fault(text);
  });
  page.on('response', (response) => {
    const text = `${response.status()} ${response.request().method()} ${response.url()}`;
    if (isFault(response)) fault(text);
    else log.push(text);
  });
  return log;
}

/** A refusal of the API is an answer like others; a missing file is not. */
const isFault = (response: Response): boolean =>
  response.status() >= 500 ||
  (response.status() >= 400 && !new URL(response.url()).pathname.startsWith('/v1/'));
