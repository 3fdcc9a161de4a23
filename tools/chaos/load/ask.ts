import { z } from 'zod';
import type { Answer } from '../history/model.ts';

export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

/** A client gives up on an answer after this long. */
const TIMEOUT_MS = 8_000;
const coded = z.object({ code: z.string() });
const record = z.record(z.string(), z.unknown());

/** Sends a request once and answers its result. Never throws. */
export async function ask(asked: Asked): Promise<Answer> {
  try {
    const response = await fetch(asked.url, {
      method: asked.method,
      body: asked.body === undefined ? null : JSON.stringify(asked.body),
      signal: AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS),
      headers: {
        ...(asked.body !== undefined && { 'content-type': 'application/json' }),
        ...(asked.token !== undefined && { authorization: `Bearer ${asked.token}` }),
        ...asked.headers,
      },
    });
    const text = await response.text();
    const body: unknown = text === '' ? {} : JSON.parse(text);
    const { status } = response;
    if (status < 300) return { kind: 'ok', status, body: record.safeParse(body).data ?? {} };
    const code = coded.safeParse(body).data?.code ?? 'no_code';
    return status < 500
      ? { kind: 'refused', status, code }
      : { kind: 'unknown', reason: `${status} ${code}` };
  } catch (error) {
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown fault';
  if (error.name === 'TimeoutError') return 'no answer';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
