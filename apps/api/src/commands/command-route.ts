import { createRoute, type z } from '@hono/zod-openapi';
import { type Declared, problems } from '../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../http/schema.ts';
import { withIdempotencyKey } from '../middleware/idempotency-key.ts';
import { signedIn } from '../middleware/signed-in.ts';
import { MAX_WAIT_SECONDS } from './preferred-wait.ts';
import { jobSchema } from './present-job.ts';

export const PREFER = {
  name: 'Prefer',
  in: 'header' as const,
  description: `\`wait=<seconds>\` (RFC 7240): answer when the job is final, or after up to ${MAX_WAIT_SECONDS} seconds`,
  schema: { type: 'string' as const, maxLength: 256, example: 'wait=5' },
};

const commandParameters = [
  {
    name: 'Idempotency-Key',
    in: 'header' as const,
    required: true,
    description:
      'The same key and body give the same job; the same key with another body is refused. 1 to 255 printable characters, spaces included, bare or as a string of RFC 9651. Kept for 24 hours, and after that recognised by the recorded outcome for as long as that is kept.',
    schema: { type: 'string' as const, minLength: 1, maxLength: 257 },
  },
  PREFER,
];

const commandResponses = {
  202: {
    ...json(jobSchema, 'Accepted: poll or stream the job at Location'),
    headers: {
      Location: { required: true, schema: { type: 'string' as const } },
      'Retry-After': {
        description: 'Seconds; only while the job is not final',
        schema: { type: 'string' as const },
      },
      'Preference-Applied': { schema: { type: 'string' as const } },
      'Idempotent-Replayed': { schema: { type: 'string' as const, enum: ['true'] } },
    },
  },
  ...problems(
    'validation_failed',
    'malformed_json',
    'body_required',
    'idempotency_key_required',
    'idempotency_key_invalid',
    401,
    413,
    415,
    422,
    'rate_limited',
    'busy',
    'not_replicated',
    'service_unavailable',
  ),
};

type Guard = typeof signedIn;
type Header = Omit<typeof PREFER, 'schema'> & { schema: { type: 'string'; format: string } };

interface CommandRequest<I, B extends z.ZodType> {
  readonly params: I;
  readonly body: ReturnType<typeof jsonBody<B>>;
}

interface CommandRoute<P, I, B, R> {
  readonly operationId: string;
  readonly path: P;
  readonly tags: string[];
  readonly summary: string;
  readonly description?: string;
  /** The ids in the path. */
  readonly params?: I;
  readonly body: B;
  /** Codes beside those of every command. */
  readonly refusals?: readonly R[];
  /** Who may send it, instead of every account: made by `signedInStaff`. */
  readonly staff?: Guard;
  /** Further checks of the account. */
  readonly guards?: readonly Guard[];
  readonly parameters?: readonly Header[];
}

/** The route of a command. Its handler ends in `acceptCommand`. */
export const commandRoute = <
  P extends string,
  B extends z.ZodType,
  I extends z.ZodObject = never,
  R extends Declared = never,
>({
  params,
  body,
  refusals = [],
  staff,
  guards = [],
  parameters = [],
  ...described
}: CommandRoute<P, I, B, R>) =>
  createRoute({
    ...described,
    method: 'post',
    security: bearer,
    middleware: [staff ?? signedIn, ...guards, withIdempotencyKey] as [Guard, typeof withIdempotencyKey],
    parameters: [...commandParameters, ...parameters],
    request: { ...(params && { params }), body: jsonBody(body) } as CommandRequest<I, B>,
    responses: { ...commandResponses, ...problems(...(staff ? [403 as const, ...refusals] : refusals)) },
  });
