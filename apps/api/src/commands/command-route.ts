import { problems } from '../http/problems/problem.ts';
import { bearer, json } from '../http/schema.ts';
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

const middleware: [typeof signedIn, typeof withIdempotencyKey] = [signedIn, withIdempotencyKey];

/** The part that all routes of commands share: `createRoute({ ...commandRoute, path, … })`. */
export const commandRoute = {
  method: 'post' as const,
  security: bearer,
  middleware,
  parameters: commandParameters,
  responses: commandResponses,
};

/** The same for commands of staff. `staff` is one of the middlewares made by `signedInStaff`. */
export const staffCommandRoute = (staff: typeof signedIn) => ({
  ...commandRoute,
  middleware: [staff, withIdempotencyKey] as typeof middleware,
  responses: { ...commandResponses, ...problems(403) },
});
