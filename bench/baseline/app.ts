import { hash } from 'node:crypto';
import { seatRequest } from '@concert-mania/core/holds/commands';
import type { HoldCommand } from '@concert-mania/core/holds/hold-snapshot';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { Hono } from 'hono';
import { z } from 'zod';
import type { SeatedTerms } from './find-terms.ts';
import type { Form } from './forms.ts';

interface BaselineDeps {
  readonly verifyAccessToken: (token: string) => { readonly id: string } | null;
  readonly findTerms: (performanceId: string) => Promise<SeatedTerms | undefined>;
  readonly forms: Readonly<Record<Form, (command: HoldCommand) => Promise<Outcome>>>;
}

const [chosenSeats] = seatRequest.options;
const body = chosenSeats.extend({ performanceId: z.string().min(1).max(64) });
const formName = z.enum(['row-lock', 'optimistic', 'redis-lock']);

/** `POST /<form>/v1/reservations`: holds chosen seats. 201 after its commit, 409 when refused. */
export function makeBaselineApp(deps: BaselineDeps): Hono {
  const app = new Hono();
  const signedIn = (header = '') => deps.verifyAccessToken(header.slice('Bearer '.length));
  app.get('/ready', (c) => c.body(null, 204));
  app.get('/me', (c) => c.body(null, signedIn(c.req.header('authorization')) ? 204 : 401));
  app.post('/:form/v1/reservations', async (c) => {
    const account = deps.verifyAccessToken(c.req.header('authorization')?.slice('Bearer '.length) ?? '');
    if (account === null) return c.json({ code: 'unauthenticated' }, 401);
    const form = formName.safeParse(c.req.param('form'));
    if (!form.success) return c.json({ code: 'not_found' }, 404);
    const key = c.req.header('idempotency-key');
    if (!key) return c.json({ code: 'idempotency_key_required' }, 400);
    const parsed = body.safeParse(await c.req.json());
    if (!parsed.success) return c.json({ code: 'validation_failed' }, 400);
    const { performanceId, seatNumbers } = parsed.data;
    const terms = await deps.findTerms(performanceId);
    if (!terms) return c.json({ code: 'performance_not_found' }, 404);

    const outcome = await deps.forms[form.data]({
      jobId: `job_${hash('sha256', JSON.stringify([account.id, c.req.path, key]))}`,
      accountId: account.id,
      fingerprint: hash('sha256', JSON.stringify(parsed.data)),
      acceptedAt: new Date(),
      admitted: false,
      payload: { concertId: terms.concertId, performanceId, queueToken: null, request: { seatNumbers } },
    });
    return outcome.status === 'succeeded' ? c.json(outcome.result, 201) : c.json(outcome.error, 409);
  });
  return app;
}
