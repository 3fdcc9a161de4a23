import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { fakeDeps } from '../../testing/fake-deps.ts';
import type { AppEnv } from '../env.ts';
import { makeBodyBudget } from './body-budget.ts';
import { type BodyLimit, BodyRefused, readBody } from './read-body.ts';

const limit = (given: Partial<BodyLimit> = {}): BodyLimit => ({
  maxBytes: 1_000,
  withinMs: 1_000,
  budget: makeBodyBudget({ totalBytes: 2_000, groupBytes: 2_000 }),
  ...given,
});

/** Reads a body: its text, or the code of the refusal. */
async function read(
  body: string | Uint8Array | ReadableStream,
  given: BodyLimit,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const app = new Hono<AppEnv>();
  app.post('/', async (c) => {
    c.set('guards', fakeDeps().guards);
    try {
      return c.text(await readBody(c, given));
    } catch (error) {
      if (error instanceof BodyRefused) return c.text(`refused: ${error.code}`);
      throw error;
    }
  });
  const response = await app.request('/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  return response.text();
}

const chunks = (...parts: readonly (string | null)[]): ReadableStream =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts) {
        if (part === null) controller.close();
        else controller.enqueue(Buffer.from(part));
      }
    },
  });

it('joins chunks, also in the middle of a character, and holds nothing afterwards', async () => {
  const given = limit();
  const [first, second] = [Buffer.from('안').subarray(0, 2), Buffer.from('안').subarray(2)];
  const split = new ReadableStream({
    start: (controller) => {
      controller.enqueue(first);
      controller.enqueue(second);
      controller.close();
    },
  });
  expect(await read(split, given)).toBe('안');
  expect(given.budget.heldBytes).toBe(0);
});

it('ends a body that does not arrive in time, and gives its bytes back', async () => {
  const given = limit({ withinMs: 10 });
  expect(await read(chunks('{"half":'), given)).toBe('refused: request_timeout');
  expect(given.budget.heldBytes).toBe(0);
});

it('refuses a body beyond the budget, and releases its bytes', async () => {
  const given = limit({ budget: makeBodyBudget({ totalBytes: 5, groupBytes: 5 }) });
  expect(await read(chunks('1234', '56', null), given)).toBe('refused: busy');
  expect(given.budget.heldBytes).toBe(0);
});

it('refuses a body beyond the limit, compressed bodies, and invalid UTF-8', async () => {
  expect(await read(chunks('x'.repeat(1_001), null), limit())).toBe('refused: body_too_large');
  expect(await read('{}', limit(), { 'content-encoding': 'br' })).toBe('refused: body_encoding_unsupported');
  expect(await read('{}', limit(), { 'content-encoding': 'identity' })).toBe('{}');
  expect(await read(new Uint8Array([0x22, 0xb1, 0xe8, 0x22]), limit())).toBe('refused: malformed_json');
});
