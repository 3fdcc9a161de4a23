import { createHash, timingSafeEqual } from 'node:crypto';
import { parseIdempotencyKey } from '@concert-mania/runtime/idempotency-key';
import { isLocalName } from '@concert-mania/runtime/local-name';
import { decodeUtf8 } from '@concert-mania/runtime/utf8';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { failure, type Reaction } from './answers.ts';
import type { Book } from './book.ts';
import { DECISIONS, type Decision, type Desk } from './desk.ts';
import { listTransactions } from './list-transactions.ts';
import type { Keyed } from './once.ts';
import { PAGE_SCRIPT, paymentsPage } from './page.ts';
import { parseScenario } from './scenario.ts';
import { windowRoutes } from './window/window-routes.ts';

export interface AppOptions {
  readonly desk: Desk;
  readonly book: Pick<Book, 'findPayment' | 'findOrder' | 'newestPayments' | 'ledger' | 'transactions'>;
  readonly secretKey: string;
  /** Origins of the shops that the payment window may lead back to. */
  readonly returnOrigins: readonly string[];
  /** A connection without an answer is closed after this long. */
  readonly silenceMs: number;
  readonly onFault: (error: Error) => void;
}

type Env = { Bindings: HttpBindings };

const MAX_BODY_BYTES = 64 * 1_024;
const PAGE_PAYMENTS = 200;
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const decisionForm = z.object({ decision: z.enum(Object.keys(DECISIONS) as [Decision, ...Decision[]]) });
const orderId = z.string().min(1).max(64);
const amount = z.int().positive();
const checkoutBody = z.strictObject({ orderId, amount, scenario: z.string().default('approve') });
const confirmBody = z.object({ paymentKey: z.string().min(1).max(200), orderId, amount });
const cancelBody = z.object({ cancelReason: z.string().min(1).max(200), cancelAmount: amount.optional() });

/** The gateway's HTTP API: the core API of Toss Payments, and the controls of a mock. */
export function makeApp(options: AppOptions): Hono<Env> {
  const { desk, book } = options;
  const app = new Hono<Env>();
  app.onError((error, c) => {
    // Thrown by csrf().
    if (error instanceof HTTPException) return react(c, failure('FORBIDDEN_REQUEST'), options.silenceMs);
    options.onFault(error);
    return react(c, failure('FAILED_INTERNAL_SYSTEM_PROCESSING'), options.silenceMs);
  });
  app.notFound((c) => react(c, failure('NOT_FOUND'), options.silenceMs));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => react(c, failure('INVALID_REQUEST'), options.silenceMs),
    }),
  );

  app.use(async (c, next) =>
    isLocalName(c.req.header('host')) ? next() : react(c, failure('FORBIDDEN_REQUEST'), options.silenceMs),
  );
  app.get('/', (c) => {
    c.header('content-security-policy', PAGE_POLICY);
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
    return c.html(paymentsPage(book.newestPayments(PAGE_PAYMENTS), desk.isWaiting));
  });
  app.get('/mock/page.js', (c) => {
    c.header('content-type', 'text/javascript; charset=utf-8');
    return c.body(PAGE_SCRIPT);
  });
  // Forms of other sites are refused: staff decide on this page.
  app.post('/mock/payments/:paymentKey/decision', csrf(), async (c) => {
    const decision = decisionForm.safeParse(await c.req.parseBody());
    if (!decision.success) return react(c, failure('INVALID_REQUEST'), options.silenceMs);
    const decided = desk.decide(c.req.param('paymentKey'), decision.data.decision);
    return decided ? c.redirect('/', 303) : react(c, failure('NOT_FOUND_PAYMENT'), options.silenceMs);
  });
  app.route('/', windowRoutes(options));
  app.get('/mock/ledger', (c) =>
    c.json({ items: book.ledger().map((item) => ({ ...item, at: new Date(item.at).toISOString() })) }),
  );
  app.post('/mock/checkout', async (c) => {
    if (isForeignPage(c)) return react(c, failure('FORBIDDEN_REQUEST'), options.silenceMs);
    const { body } = await readBody(c, checkoutBody);
    if (!body || !parseScenario(body.scenario))
      return react(c, failure('INVALID_REQUEST'), options.silenceMs);
    return c.json({ paymentKey: desk.open(body) });
  });

  const expected = digest(`Basic ${Buffer.from(`${options.secretKey}:`).toString('base64')}`);
  app.use('/v1/*', async (c, next) => {
    if (timingSafeEqual(digest(c.req.header('authorization') ?? ''), expected)) return next();
    return react(c, failure('UNAUTHORIZED_KEY'), options.silenceMs);
  });
  app.use('/v1/*', async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined || parseIdempotencyKey(key) !== null) return next();
    return react(c, failure('INVALID_IDEMPOTENCY_KEY'), options.silenceMs);
  });
  app.post('/v1/payments/confirm', async (c) => {
    const { body, key } = await readBody(c, confirmBody);
    const reaction = body ? await desk.confirm(body, key) : failure('INVALID_REQUEST');
    return react(c, reaction, options.silenceMs);
  });
  app.get('/v1/transactions', (c) =>
    react(c, listTransactions(book.transactions(), c.req.query()), options.silenceMs),
  );
  app.get('/v1/payments/orders/:orderId', (c) =>
    react(c, desk.find(book.findOrder(c.req.param('orderId'))), options.silenceMs),
  );
  app.get('/v1/payments/:paymentKey', (c) =>
    react(c, desk.find(book.findPayment(c.req.param('paymentKey'))), options.silenceMs),
  );
  app.post('/v1/payments/:paymentKey/cancel', async (c) => {
    const { body, key } = await readBody(c, cancelBody);
    const paymentKey = c.req.param('paymentKey');
    const reaction = body ? await desk.cancel({ paymentKey, ...body }, key) : failure('INVALID_REQUEST');
    return react(c, reaction, options.silenceMs);
  });
  return app;
}

async function react(c: Context<Env>, reaction: Reaction, silenceMs: number): Promise<Response> {
  if (reaction.kind === 'answer') return c.json(reaction.body, reaction.status as ContentfulStatusCode);
  const { outgoing, incoming } = c.env;
  if (reaction.kind === 'silence') {
    await new Promise<void>((resolve) => {
      const end = setTimeout(resolve, silenceMs);
      outgoing.once('close', () => {
        clearTimeout(end);
        resolve();
      });
    });
  }
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** Browsers let any page post text/plain here without a preflight. */
function isForeignPage(c: Context<Env>): boolean {
  const origin = c.req.header('origin');
  return origin !== undefined && URL.parse(origin)?.host !== c.req.header('host');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

async function readBody<S extends z.ZodType>(
  c: Context<Env>,
  schema: S,
): Promise<{ readonly body: z.infer<S> | null; readonly key: Keyed }> {
  const text = decodeUtf8(await c.req.arrayBuffer());
  const idempotencyKey = parseIdempotencyKey(c.req.header('idempotency-key') ?? '');
  const key = { idempotencyKey, fingerprint: digest(`${c.req.path} ${text}`).toString('hex') };
  if (text === null) return { body: null, key };
  try {
    return { body: schema.safeParse(JSON.parse(text)).data ?? null, key };
  } catch {
    return { body: null, key };
  }
}
