import { ERASURE_BLOCKERS } from '@concert-mania/core/identity/profile/erase-account';
import { z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RequestVariables } from '../env.ts';
import { type ProblemCode, problemCatalogue, type StatusOf } from './catalogue.ts';

const CONTENT_TYPE = 'application/problem+json';
/** A page about each problem, in both languages. */
export const PROBLEMS_PATH = '/problems';
/** The base address of problem pages: absolute if the public address is known (RFC 9457, 3.1.1). */
export const problemsUrlOf = (publicUrl: string | undefined): string =>
  `${publicUrl?.replace(/\/+$/, '') ?? ''}${PROBLEMS_PATH}`;
/** A dependency recovers within moments; a full queue takes a little longer. */
const RETRY_AFTER_SECONDS: { readonly [K in ProblemCode]?: string } = {
  service_unavailable: '1',
  not_replicated: '1',
  busy: '3',
  // A pause lasts minutes, and clients of ours repeat no request after so long.
  sale_paused: '60',
};

const problemCode = z
  .enum(Object.keys(problemCatalogue) as [ProblemCode, ...ProblemCode[]])
  .openapi('ProblemCode', { description: 'More may be added: take one that you do not know by its status' });

/** The body of every answer that is not 2xx (RFC 9457), with a stable `code`. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: problemCode,
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    seatNumbers: z.array(z.int()).optional(),
    reason: z.string().optional(),
    retryAt: z.iso.datetime().optional(),
    missing: z.array(z.string()).optional(),
    blockedBy: z.array(z.enum(ERASURE_BLOCKERS)).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof problemSchema>;

/** Data beside the code that helps a client to act. */
export type ProblemFacts = {
  [K in 'errors' | 'seatNumbers' | 'reason' | 'retryAt' | 'missing' | 'blockedBy']?:
    | Readonly<Problem[K]>
    | undefined;
};

/** The language and request ids that a problem object needs. */
export type ProblemReader = Pick<RequestVariables, 'locale' | 'answeredRequestId' | 'problemsUrl'>;

/** The problem object of a code in a language. */
export function problemBody(code: ProblemCode, reader: ProblemReader, facts: ProblemFacts = {}): Problem {
  const { status, [reader.locale]: text } = problemCatalogue[code];
  return {
    type: `${reader.problemsUrl}/${code}`,
    title: text.title,
    status,
    detail: text.detail,
    code,
    requestId: reader.answeredRequestId,
    ...(facts as Pick<Problem, keyof ProblemFacts>),
  };
}

/** The part of a Hono context that an answer needs. */
export interface AnsweringContext {
  readonly req: { header(name: string): string | undefined };
  readonly var: ProblemReader;
  header(name: string, value: string): void;
  set(name: 'problemCode', code: ProblemCode): void;
  body(data: string, status: ContentfulStatusCode): Response;
}

/**
 * Answers with a problem in the request's language. The status follows from the code and is part of
 * the type, so a route must declare it with `problems(…)` to compile.
 */
export function problem<C extends ProblemCode>(
  c: AnsweringContext,
  code: C,
  facts?: ProblemFacts,
): Response & TypedResponse<Problem, StatusOf<C>, 'json'> {
  const body = problemBody(code, c.var, facts);
  c.set('problemCode', code);
  c.header('content-type', CONTENT_TYPE);
  c.header('content-language', c.var.locale);
  if (body.status === 401) c.header('www-authenticate', challenge(code, c.req.header('authorization')));
  const retryAfter = RETRY_AFTER_SECONDS[code];
  if (retryAfter !== undefined) c.header('retry-after', retryAfter);
  return c.body(JSON.stringify(body), body.status as ContentfulStatusCode) as Response &
    TypedResponse<Problem, StatusOf<C>, 'json'>;
}

/** Distinguishes a refused token from a missing one (RFC 6750, 3.1). */
const challenge = (code: ProblemCode, authorization: string | undefined): string =>
  code === 'unauthenticated' && authorization?.toLowerCase().startsWith('bearer ')
    ? 'Bearer realm="concert-mania", error="invalid_token"'
    : 'Bearer realm="concert-mania"';

/** Codes, and statuses that have a general code. */
export type Declared = ProblemCode | StatusOf<ProblemCode>;
type StatusIn<D extends Declared> = D extends ProblemCode ? StatusOf<D> : D;

type ProblemResponses<S extends number> = {
  [K in S]: {
    description: string;
    content: {
      [CONTENT_TYPE]: { schema: typeof problemSchema; examples: Record<string, { $ref: string }> };
    };
  };
};

/** The code for a status of a route without its own code. */
const GENERAL_CODES: { readonly [S in StatusOf<ProblemCode>]?: ProblemCode } = {
  400: 'validation_failed',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'idempotency_key_reused',
  429: 'rate_limited',
  500: 'internal_error',
  503: 'service_unavailable',
};

/** Declares the codes or statuses of a route's refusals, for `createRoute({ responses })`. */
export function problems<const D extends readonly Declared[]>(
  ...declared: D
): ProblemResponses<StatusIn<D[number]>> {
  const codes = declared.flatMap((item: Declared) =>
    typeof item === 'number' ? (GENERAL_CODES[item] ?? []) : [item],
  );
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  const responses = [...byStatus].map(([status, ofStatus]) => [status, describeRefusals(ofStatus)]);
  return Object.fromEntries(responses) as ProblemResponses<StatusIn<D[number]>>;
}

const describeRefusals = (codes: readonly ProblemCode[]) => ({
  description: codes.map((code) => problemCatalogue[code].en.title).join(' · '),
  content: {
    [CONTENT_TYPE]: {
      schema: problemSchema,
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  },
});
