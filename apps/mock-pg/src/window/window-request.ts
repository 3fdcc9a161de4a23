import { z } from 'zod';
import type { WindowFault, WindowLocale } from './window-texts.ts';

/** An order for the payment window. Both URLs have an allowed origin. */
export interface WindowRequest {
  readonly orderId: string;
  readonly amount: number;
  readonly orderName: string;
  readonly successUrl: string;
  readonly failUrl: string;
  readonly locale: WindowLocale;
}

const order = z.object({
  orderId: z.string().min(1).max(64),
  amount: z
    .string()
    .regex(/^[1-9]\d{0,11}$/)
    .transform(Number),
  orderName: z.string().min(1).max(100),
});
const MAX_URL_LENGTH = 2_000;

/** Parses the parameters of the window, or says which part of them is wrong. */
export function parseWindowRequest(
  fields: Readonly<Record<string, unknown>>,
  returnOrigins: readonly string[],
): { readonly request: WindowRequest } | { readonly fault: WindowFault } {
  const read = order.safeParse(fields);
  if (!read.success) return { fault: 'order' };
  const { successUrl, failUrl } = fields;
  if (!isReturnUrl(successUrl, returnOrigins) || !isReturnUrl(failUrl, returnOrigins))
    return { fault: 'returnUrl' };
  return { request: { ...read.data, successUrl, failUrl, locale: localeOf(fields) } };
}

export const localeOf = ({ locale }: Readonly<Record<string, unknown>>): WindowLocale =>
  locale === 'en' ? 'en' : 'ko';

/** Without this check the window would be an open redirect. */
function isReturnUrl(url: unknown, returnOrigins: readonly string[]): url is string {
  if (typeof url !== 'string' || url.length > MAX_URL_LENGTH) return false;
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  return returnOrigins.includes(parsed.origin);
}

/** The URL with these parameters added. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | number>>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, String(value));
  return target.href;
}
