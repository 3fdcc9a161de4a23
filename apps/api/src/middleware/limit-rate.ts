import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { RateDecision, RateKey } from '@concert-mania/core/shared/rate-limiter';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { type AddressGroups, addressGroups } from '../http/addresses/client-address.ts';
import { addHeader } from '../http/carried-headers.ts';
import type { AppEnv, SignedInEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { RATE_RULES, type RateRuleName } from './limits.ts';

/** The networks of the client behind a request, the narrowest first. */
export function clientGroups<E extends AppEnv>(c: Context<E>): AddressGroups {
  const { incoming }: Partial<HttpBindings> = c.env ?? {};
  const headers = { forwardedFor: c.req.header('x-forwarded-for'), forwarded: c.req.header('forwarded') };
  return addressGroups(c.get('guards').clientAddressOf(incoming?.socket.remoteAddress, headers));
}

/** The client's narrowest network: its IPv4 address, or the /64 of its IPv6 address. */
export const clientGroup = <E extends AppEnv>(c: Context<E>): string => clientGroups(c)[0];

/**
 * Counts a request against a rule; over the limit, returns the 429 answer. Sets `RateLimit` and
 * `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers), but not on reads counted by address,
 * which shared caches keep.
 */
export function overLimit<E extends AppEnv>(
  c: Context<E>,
  name: RateRuleName,
  keyOf: (c: Context<E>) => RateKey,
  price = 1,
): Refusal | Promise<Refusal> {
  // The first request has set the header; the rest of a higher price is counted without it.
  const hasHeader = price > 1 && name !== 'read-address';
  const judge = (decision: RateDecision): Refusal => {
    if (!decision.allowed) return refuse(c, name, decision, hasHeader);
    if (name !== 'read-address' && !hasHeader) setRateLimitHeaders(c, name, decision);
    return null;
  };
  const decision = c.get('guards').rateLimiter.take(RATE_RULES[name], keyOf(c), price);
  return decision instanceof Promise ? decision.then(judge) : judge(decision);
}

/** The answer to a request over its limit; null: it is within. */
type Refusal = ReturnType<typeof refuse> | null;

/**
 * Continues a request within its limit. Waits only for a count that is not known yet, because a
 * promise costs each of a million polls a turn of the microtask queue.
 */
export function unlessRefused(
  refusal: Refusal | Promise<Refusal>,
  next: Next,
): ReturnType<MiddlewareHandler> {
  if (refusal instanceof Promise) return refusal.then(async (refused) => refused ?? next());
  return refusal === null ? next() : Promise.resolve(refusal);
}

/** The 429 answer to a request over a rule's limit. */
export function refuse<E extends AppEnv>(
  c: Context<E>,
  name: RateRuleName,
  decision: RateDecision,
  hasHeader = false,
) {
  noteLimit(c, name);
  if (!hasHeader) setRateLimitHeaders(c, name, decision);
  c.header('retry-after', String(decision.resetSeconds));
  return problem(c, 'rate_limited');
}

/** Notes a refused request in the security log. */
export function noteLimit<E extends AppEnv>(c: Context<E>, reason: string): void {
  const [requestId, network] = [c.get('requestId'), clientGroup(c)];
  c.get('guards').securityLog.note({ kind: 'rate_limited', reason, requestId, network });
}

function setRateLimitHeaders<E extends AppEnv>(
  c: Context<E>,
  name: RateRuleName,
  decision: RateDecision,
): void {
  const rule = RATE_RULES[name];
  const limit = decision.limit ?? rule.limit;
  addHeader(c, 'ratelimit-policy', `"${rule.name}";q=${limit};w=${rule.windowSeconds}`);
  addHeader(c, 'ratelimit', `"${rule.name}";r=${decision.remaining};t=${decision.resetSeconds}`);
}

/** Counts a request against a rule by the client's address. */
export const limitRate = (name: RateRuleName) =>
  createMiddleware<AppEnv>(async (c, next) => (await overLimit(c, name, clientGroups)) ?? next());

const isRead = ({ method }: Context['req']): boolean => method === 'GET' || method === 'HEAD';

const isNews = ({ method, path }: Context['req']): boolean =>
  method === 'POST' && path === '/v1/webhooks/payments';

/**
 * Counts requests by address, reads and commands apart. The webhook route has a count of its own.
 */
export const limitByAddress: MiddlewareHandler<AppEnv> = (c, next) =>
  isNews(c.req)
    ? next()
    : unlessRefused(overLimit(c, isRead(c.req) ? 'read-address' : 'command-address', clientGroups), next);

/** Charges an expensive read as `price` requests; the first was counted with every request. */
export const overReadPrice = async <E extends AppEnv>(c: Context<E>, price: number) =>
  price > 1 ? overLimit(c, 'read-address', clientGroups, price - 1) : null;

/** Counts a request of an account, reads and commands apart. */
export const overAccountLimit = <E extends AppEnv>(c: Context<E>, accountId: string, price = 1) =>
  overLimit(c, isRead(c.req) ? 'read-account' : 'command-account', () => accountId, price);

/** Counts a request of an account against each of these rules. Runs after `signedIn`. */
export const limitAccount = (...names: readonly RateRuleName[]) =>
  createMiddleware<SignedInEnv>(async (c, next) => {
    for (const name of names) {
      const refused = await overLimit(c, name, () => c.get('account').id);
      if (refused !== null) return refused;
    }
    return next();
  });

/**
 * Refuses joins from an address that is known to be over its limit, before `signedIn`: a flood then
 * costs no token check and no Redis call. Counts nothing, so an account over its own limit uses up
 * no budget of those who share its address.
 */
export const refuseJoins: MiddlewareHandler<AppEnv> = async (c, next) => {
  const { rateLimiter } = c.get('guards');
  const refusal = rateLimiter.knownRefusal(RATE_RULES['join-address'], clientGroups(c));
  return refusal === null ? next() : refuse(c, 'join-address', refusal);
};

const DAILY_RULES: { readonly [N in CommandName]?: RateRuleName } = {
  'reservation.hold': 'holds-day',
  'reservation.cancel': 'cancels-day',
  'payment.pay': 'payments-day',
};

/**
 * Counts a command of an account for the day, without waiting for the count: it costs a command no
 * round trip. Refuses it if this process knows that the day's budget is used up.
 */
export function overDailyBudget<E extends SignedInEnv>(c: Context<E>, command: CommandName) {
  const { rateLimiter } = c.get('guards');
  const name = DAILY_RULES[command];
  if (name === undefined) return null;
  const { id } = c.get('account');
  const known = rateLimiter.knownRefusal(RATE_RULES[name], id);
  if (known !== null) return refuse(c, name, known);
  // A count that is lost makes the budget larger by one lease.
  Promise.resolve(rateLimiter.take(RATE_RULES[name], id)).catch(() => undefined);
  return null;
}

/** Counts a join of a waiting room by account, then by the client's address. Behind `signedIn`. */
export const limitJoins = createMiddleware<SignedInEnv>(
  async (c, next) =>
    (await overLimit(c, 'join-account', () => c.get('account').id)) ??
    (await overLimit(c, 'join-address', clientGroups)) ??
    next(),
);
