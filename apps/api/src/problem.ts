import { z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Locale, RequestVariables } from './env.ts';
import { type ProblemCode, problemCatalogue, type StatusOf } from './problems/catalogue.ts';

const CONTENT_TYPE = 'application/problem+json';
const RETRY_AFTER_SECONDS = '1';

/** The body of every answer that is not 2xx (RFC 9457), with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    seatNumbers: z.array(z.int()).optional(),
    reason: z.string().optional(),
    missing: z.array(z.string()).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof problemSchema>;

/** Facts beside the code that help a client to act. */
export type ProblemFacts = {
  [K in 'errors' | 'seatNumbers' | 'reason' | 'missing']?: Readonly<Problem[K]> | undefined;
};

/** The problem object of a code in a language. */
export function problemBody(
  code: ProblemCode,
  locale: Locale,
  requestId: string,
  facts: ProblemFacts = {},
): Problem {
  const { status, [locale]: text } = problemCatalogue[code];
  return {
    type: `urn:concert-mania:problem:${code}`,
    title: text.title,
    status,
    detail: text.detail,
    code,
    requestId,
    ...(facts as Pick<Problem, 'errors' | 'seatNumbers' | 'reason' | 'missing'>),
  };
}

/** What of a Hono context an answer needs, whatever else its environment holds. */
export interface AnsweringContext {
  readonly var: Pick<RequestVariables, 'locale' | 'requestId'>;
  header(name: string, value: string): void;
  body(data: string, status: ContentfulStatusCode): Response;
}

/**
 * Answers with a problem in the request's language. Its status comes from the code, and is part of the type, so a
 * route that did not declare it with `problems(…)` does not compile.
 */
export function problem<C extends ProblemCode>(
  c: AnsweringContext,
  code: C,
  facts?: ProblemFacts,
): Response & TypedResponse<Problem, StatusOf<C>, 'json'> {
  const body = problemBody(code, c.var.locale, c.var.requestId, facts);
  c.header('content-type', CONTENT_TYPE);
  c.header('content-language', c.var.locale);
  if (body.status === 401) c.header('www-authenticate', 'Bearer realm="concert-mania"');
  if (body.status === 503) c.header('retry-after', RETRY_AFTER_SECONDS);
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode) as Response &
    TypedResponse<Problem, StatusOf<C>, 'json'>;
}

type ProblemResponses<S extends number> = {
  [K in S]: { description: string; content: { [CONTENT_TYPE]: { schema: typeof problemSchema } } };
};

/** Declares the statuses with which a route may refuse, for `createRoute({ responses })`. */
export function problems<S extends number>(...statuses: readonly S[]): ProblemResponses<S> {
  const responses = statuses.map((status) => [
    status,
    { description: 'Refused', content: { [CONTENT_TYPE]: { schema: problemSchema } } },
  ]);
  return Object.fromEntries(responses) as ProblemResponses<S>;
}
