import type { App } from '../http/add-route.ts';
import { problems } from '../http/problems/problem.ts';
import { BODY_EXAMPLES } from './openapi-body-examples.ts';

export type Document = ReturnType<App['getOpenAPI31Document']>;
type Paths = NonNullable<Document['paths']>;
type Operation = NonNullable<Paths[string]['get']>;

/** Answers that every route may give. */
const EVERYWHERE = problems(
  'malformed_request',
  'request_timeout',
  'headers_too_large',
  'uri_too_long',
  'internal_error',
  'service_unavailable',
);
/** Any input may be refused, and every route has limits. */
const WITH_INPUT = problems('validation_failed');
const LIMITED = problems('rate_limited');
/** The body's length is checked first, also where no body is expected. */
const WITH_BODY = problems('body_too_large', 'body_encoding_unsupported');

const text = { schema: { type: 'string' as const } };
/** Headers that any request may carry. */
export const ANY_REQUEST = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header' as const,
    description: '`ko` (the default) or `en`: the language of titles and details of problems',
    schema: { type: 'string' as const, maxLength: 1_000, example: 'en' },
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header' as const,
    description: 'An id of your own for the request, which the answer repeats',
    schema: { type: 'string' as const, pattern: '^[A-Za-z0-9_.:=+/-]{1,128}$' },
  },
};
export const CONDITIONAL_REQUEST = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header' as const,
    description: 'The `ETag` of the answer that you have: 304 without a body while it is current',
    schema: { type: 'string' as const, maxLength: 1_000 },
  },
};
export const ANY_ANSWER = {
  RequestId: {
    ...text,
    required: true,
    description: 'The `X-Request-Id` of the request, or one made for it',
  },
};
const references = (kind: 'parameters' | 'headers', names: readonly string[]) =>
  names.map((name) => ({ $ref: `#/components/${kind}/${name}` }));
const RETRY_AFTER = { 'Retry-After': { ...text, required: true, description: 'Seconds' } };
const RATE_LIMIT = { 'RateLimit-Policy': text, RateLimit: text };
const HEADERS_BY_STATUS: Readonly<Record<string, Record<string, object>>> = {
  401: { 'WWW-Authenticate': { ...text, required: true } },
  429: { ...RETRY_AFTER, ...RATE_LIMIT },
  503: RETRY_AFTER,
};

/** The schema of each event of a stream, by the operation and the event's name. */
export const EVENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  streamSeats: { snapshot: 'Availability', change: 'SeatChange' },
  streamPlace: { place: 'Place' },
  streamJob: { job: 'Job' },
  streamEntryCounts: { counts: 'GateCounts' },
};

/**
 * Adds to a route's operation the parts that its own description leaves out. Throws if it has no
 * `operationId`.
 */
export function completeOperation(operation: Operation, method: string, path: string): void {
  const { operationId } = operation;
  if (operationId === undefined)
    throw new Error(`the route of ${method.toUpperCase()} ${path} has no operationId`);
  operation.description ??= operation.summary;
  operation.security ??= [];
  operation.responses ??= {};
  const { requestBody } = operation;
  const example = BODY_EXAMPLES[operationId];
  if (example !== undefined && requestBody && 'content' in requestBody) {
    Object.assign(requestBody.content['application/json'] ?? {}, { example });
  }
  describeEvents(operation);
  const hasInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  const always = {
    ...EVERYWHERE,
    ...(hasInput && WITH_INPUT),
    ...LIMITED,
    ...(method !== 'get' && WITH_BODY),
  };
  for (const [status, response] of Object.entries(always)) {
    operation.responses[status] ??= {
      description: response.description,
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/Problem' },
          examples: response.content['application/problem+json'].examples,
        },
      },
    };
  }
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...references('parameters', Object.keys(ANY_REQUEST)),
    ...(operation.responses[304] ? references('parameters', Object.keys(CONDITIONAL_REQUEST)) : []),
  ];
  const [requestId] = references('headers', ['RequestId']);
  for (const [status, response] of Object.entries(operation.responses)) {
    if ('$ref' in response) continue;
    const isProblem = Number(status) >= 400;
    response.headers = {
      'X-Request-Id': requestId,
      ...(isProblem && { 'Content-Language': text }),
      ...HEADERS_BY_STATUS[status],
      ...response.headers,
    };
  }
}

/**
 * OpenAPI 3.1 cannot describe the events of a stream; JSON Schema can describe a text's contents.
 */
function describeEvents(operation: Operation): void {
  const events = Object.entries(EVENTS[operation.operationId ?? ''] ?? {});
  const answer = operation.responses?.[200];
  const content = answer && 'content' in answer ? answer.content?.['text/event-stream'] : undefined;
  if (content === undefined) return;
  const named = events.map(([event, schema]) => `\`${event}\` with a \`${schema}\` as data`);
  const needsHeaders = (operation.security ?? []).length > 0;
  operation.description += ` Sends ${named.join(', then ')}, and a \`retry:\` chosen at random.${
    needsHeaders
      ? ' Needs `Authorization`, which the EventSource of browsers cannot send: read it with fetch.'
      : ''
  }`;
  const contents = events.map(([, schema]) => ({ $ref: `#/components/schemas/${schema}` }));
  content.schema = {
    type: 'string',
    contentMediaType: 'text/event-stream',
    contentSchema: contents.length === 1 ? contents[0] : { oneOf: contents },
  } as NonNullable<typeof content.schema>;
}
