import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { proxy } from 'hono/proxy';

export interface ApiProxyOptions {
  readonly apiUrl: string;
  readonly onFault: (fault: { readonly err: unknown; readonly path: string }) => void;
}

const UNREACHABLE = {
  type: 'about:blank',
  title: 'Service unavailable · 서비스를 사용할 수 없습니다',
  status: 503,
  detail: 'The API cannot be reached. Try again in a moment. · 잠시 후 다시 시도해 주세요.',
  code: 'service_unavailable',
} as const;

/** They concern one connection. `fetch` refuses some; the server has answered `Expect`. */
const CONNECTION_HEADERS = {
  connection: undefined,
  expect: undefined,
  'keep-alive': undefined,
  'proxy-authorization': undefined,
  te: undefined,
  trailer: undefined,
  'transfer-encoding': undefined,
  upgrade: undefined,
};

/** Passes a request on to the API. Streams stay streams; a client that leaves ends its request. */
export function makeApiProxy({ apiUrl, onFault }: ApiProxyOptions) {
  const base = apiUrl.replace(/\/$/, '');
  return async (c: Context): Promise<Response> => {
    const { pathname, search, protocol } = new URL(c.req.url);
    // Ends a request that waits for its answer. Once the answer runs, the server cancels its body.
    const left = new AbortController();
    const leave = () => left.abort();
    const { signal } = c.req.raw;
    signal.addEventListener('abort', leave);
    try {
      return await proxy(`${base}${pathname}${search}`, {
        raw: c.req.raw,
        signal: left.signal,
        redirect: 'manual',
        headers: {
          ...c.req.header(),
          ...CONNECTION_HEADERS,
          forwarded: undefined,
          'x-forwarded-for': [c.req.header('x-forwarded-for'), getConnInfo(c).remote.address]
            .filter(Boolean)
            .join(', '),
          'x-forwarded-host': c.req.header('host'),
          'x-forwarded-proto': c.req.header('x-forwarded-proto') ?? protocol.slice(0, -1),
        },
      });
    } catch (err) {
      if (!signal.aborted) onFault({ err, path: pathname });
      return c.json({ ...UNREACHABLE, requestId: c.req.header('x-request-id') ?? crypto.randomUUID() }, 503, {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        'Retry-After': '1',
      });
    } finally {
      signal.removeEventListener('abort', leave);
    }
  };
}
