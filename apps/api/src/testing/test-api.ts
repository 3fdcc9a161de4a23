import { makeApp } from '../app.ts';
import type { ApiDeps } from '../ports.ts';
import { FAN, fakeDeps, fakeQueue } from './fake-deps.ts';

interface Sent {
  /** A fan's, unless given. */
  readonly token?: string;
  /** A new one for each request, unless given. */
  readonly key?: string;
}

/** The API with `fakeDeps`, for tests of commands. */
export function testApi(given: Partial<ApiDeps> = {}) {
  const commands = fakeQueue();
  const app = makeApp(fakeDeps({ commands: commands.queue, ...given }));
  let sent = 0;
  const send = async (method: string, path: string, body?: unknown, { token = FAN, key }: Sent = {}) => {
    sent += 1;
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key ?? `key-${sent}`,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    send,
    /** Sends a command. */
    post: (path: string, body: unknown, by?: Sent) => send('POST', path, body, by),
    /** The accepted commands. */
    submitted: () => commands.submissions().map(({ name, payload }) => ({ name, payload })),
  };
}
