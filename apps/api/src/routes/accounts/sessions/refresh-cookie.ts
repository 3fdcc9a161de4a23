import { REFRESH_TOKEN_SECONDS } from '@concert-mania/core/identity/model';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** How pages get refresh tokens: in a cookie that no script can read. */
export interface RefreshCookies {
  /** For https alone. */
  readonly secure: boolean;
  /** Origins of our pages, for browsers without `Sec-Fetch-Site`. */
  readonly origins: readonly string[];
}

/** A `__Host-` cookie is bound to this host, HTTPS and the path `/` (RFC 6265bis, 4.1.3.2). */
const nameOf = ({ secure }: RefreshCookies): string => (secure ? '__Host-cm_refresh' : 'cm_refresh');

const attributesOf = ({ secure }: RefreshCookies) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure }) as const;

export const readRefreshCookie = (c: Context, cookies: RefreshCookies): string | undefined =>
  getCookie(c, nameOf(cookies));

export const giveRefreshCookie = (c: Context, cookies: RefreshCookies, token: string): void =>
  setCookie(c, nameOf(cookies), token, { ...attributesOf(cookies), maxAge: REFRESH_TOKEN_SECONDS });

export const takeRefreshCookie = (c: Context, cookies: RefreshCookies): void =>
  void deleteCookie(c, nameOf(cookies), attributesOf(cookies));

/** Whether a page of ours sent the request: browsers let no script choose these headers. */
export function isFromOurPage(c: Context, { origins }: RefreshCookies): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  return origins.includes(c.req.header('origin') ?? '');
}
