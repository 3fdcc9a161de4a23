import type { Client } from 'openapi-fetch';
import type { paths } from './api.d.ts';
import type { Send } from './send.ts';

/** The operations of the document, typed. Each resolves with `{ data, error, response }`. */
export type Calls = Pick<Client<paths>, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'>;

type Values = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The input of a call, without its types. */
interface Call extends Omit<RequestInit, 'body' | 'headers'> {
  readonly params?: { readonly path?: Values; readonly query?: Values; readonly header?: Values };
  readonly headers?: Values;
  readonly body?: unknown;
  /** How a successful answer is read. */
  readonly parseAs?: 'json' | 'text' | 'blob';
}

interface CallOptions {
  readonly baseUrl: string;
  readonly headers: Values | undefined;
  readonly signal: AbortSignal | undefined;
  readonly send: Send;
}

/**
 * Makes the calls. Bodies are JSON, and query values are single, as in the whole document.
 * `openapi-fetch` gives the types; its code for other styles would triple the bytes of a page.
 */
export function makeCalls({ baseUrl, headers: common, signal, send }: CallOptions): Calls {
  const call =
    (method: string) =>
    async (path: string, { params = {}, headers, body, parseAs = 'json', ...init }: Call = {}) => {
      const url = new URL(baseUrl + fillPath(path, params.path));
      for (const [name, value] of given(params.query)) url.searchParams.set(name, value);
      const fields = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
      for (const [name, value] of given({ ...common, ...headers, ...params.header })) fields.set(name, value);
      const request = { ...(signal && { signal }), ...init, method, headers: fields };
      const response = await send(new Request(url, { ...request, body: JSON.stringify(body) ?? null }));
      if (!response.ok) return { error: problemOr(await response.text()), response };
      return { data: await (parseAs === 'json' ? jsonOf(response) : response[parseAs]()), response };
    };
  const methods = Object.fromEntries(
    ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => [method, call(method)]),
  );
  return methods as unknown as Calls;
}

/** Puts ids into a path such as `/v1/jobs/{jobId}`. */
export const fillPath = (path: string, ids: Values = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? ''));

const given = (values: Values = {}): [string, string][] =>
  Object.entries(values).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** The body of a refusal. That of a proxy may be a page, which stays text. */
function problemOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
