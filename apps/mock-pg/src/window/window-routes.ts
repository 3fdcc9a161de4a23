import { type Context, Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { z } from 'zod';
import type { Desk } from '../desk.ts';
import { parseScenario } from '../scenario.ts';
import { failureUrl, windowPage, windowRefusal } from './window-page.ts';
import { localeOf, parseWindowRequest, withParameters } from './window-request.ts';
import { WINDOW_STYLE } from './window-style.ts';

export interface WindowOptions {
  readonly desk: Pick<Desk, 'open'>;
  /** Origins of the shops that the window may lead back to. */
  readonly returnOrigins: readonly string[];
}

const choice = z.object({
  action: z.enum(['pay', 'decline', 'cancel']),
  scenario: z.string().default('approve'),
});

/** The fan's payment window, as a page that leads back to the shop. */
export function windowRoutes({ desk, returnOrigins }: WindowOptions): Hono {
  const app = new Hono();
  // Browsers apply form-action also to the redirect that follows the form.
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    `form-action ${["'self'", ...returnOrigins].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  app.use('/mock/window', async (c, next) => {
    await next();
    c.header('content-security-policy', policy);
    c.header('cache-control', 'no-store');
    c.header('referrer-policy', 'no-referrer');
    c.header('x-content-type-options', 'nosniff');
  });
  app.get('/mock/window.css', (c) => {
    c.header('content-type', 'text/css; charset=utf-8');
    return c.body(WINDOW_STYLE);
  });
  app.get('/mock/window', (c) => {
    const fields = c.req.query();
    const read = parseWindowRequest(fields, returnOrigins);
    if ('fault' in read) return c.html(windowRefusal(localeOf(fields), read.fault), 400);
    return c.html(windowPage(read.request));
  });
  app.post('/mock/window', csrf(), async (c) => {
    const fields = await c.req.parseBody();
    const read = parseWindowRequest(fields, returnOrigins);
    const chosen = choice.safeParse(fields);
    if ('fault' in read) return c.html(windowRefusal(localeOf(fields), read.fault), 400);
    if (!chosen.success || !parseScenario(chosen.data.scenario)) {
      return c.html(windowRefusal(localeOf(fields), 'order'), 400);
    }
    const { request } = read;
    const { action, scenario } = chosen.data;
    if (action !== 'pay') {
      return seeOther(c, failureUrl(request, action === 'decline' ? 'declined' : 'cancelled'));
    }
    const { orderId, amount } = request;
    const paymentKey = desk.open({ orderId, amount, scenario });
    return seeOther(c, withParameters(request.successUrl, { paymentKey, orderId, amount }));
  });
  return app;
}

const seeOther = (c: Context, url: string): Response => c.redirect(url, 303);
