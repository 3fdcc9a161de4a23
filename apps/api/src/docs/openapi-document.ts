import type { App } from '../http/add-route.ts';
import { type ProblemCode, problemCatalogue } from '../http/problems/catalogue.ts';
import { PROBLEMS_PATH, type ProblemReader, problemBody, problems } from '../http/problems/problem.ts';
import { BODY_EXAMPLES } from './openapi-body-examples.ts';
import { SCHEMA_EXAMPLES } from './openapi-examples.ts';
import { nameForGenerators } from './openapi-naming.ts';
import { EVENTS, OPERATIONS } from './openapi-operations.ts';

type Document = ReturnType<App['getOpenAPI31Document']>;
type Paths = NonNullable<Document['paths']>;
type Operation = NonNullable<Paths[string]['get']>;

const EXAMPLE_READER: ProblemReader = {
  locale: 'en',
  answeredRequestId: '3f0c2b9e-5f0d-4b53-9c1d-2a7d1c1b8a55',
  problemsUrl: PROBLEMS_PATH,
};
const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

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
const ANY_REQUEST = {
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
const CONDITIONAL_REQUEST = {
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header' as const,
    description: 'The `ETag` of the answer that you have: 304 without a body while it is current',
    schema: { type: 'string' as const, maxLength: 1_000 },
  },
};
const ANY_ANSWER = {
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

/** OpenAPI 3.1 names a licence by its SPDX identifier; the types only know version 3.0. */
const LICENSE: { name: string; identifier: string } = {
  name: 'All rights reserved',
  identifier: 'LicenseRef-Proprietary',
};

const TAGS: Readonly<Record<string, string>> = {
  Accounts: 'Signing up, in and out',
  Catalogue: 'Concerts, performances and seats, for everybody',
  'Waiting room': 'The line in front of a sale',
  Reservations: 'Holding seats, and giving them back',
  Tickets: 'The rights to the seats of confirmed reservations, and the keys that sign their codes',
  'Wallet and payments': 'Money',
  Jobs: 'The state and result of a command',
  'Box office': 'For box office staff, who help fans and settle their money',
  Admin: 'For promoters and the box office',
  Operation: 'For operators and integrators',
};

const SEAT_PAIR = {
  type: 'array',
  prefixItems: [{ type: 'integer' }, { type: 'string', enum: ['A', 'H', 'S', 'N'] }],
  minItems: 2,
  maxItems: 2,
};
/** The data of the seat stream's `change` event. */
const SEAT_CHANGE = {
  type: 'object' as const,
  required: ['version', 'changes'],
  properties: {
    version: { type: 'integer' as const },
    changes: {
      type: 'array' as const,
      description: 'Pairs of a seat number and its new status: `A`, `H`, `S` or `N`',
      // OpenAPI 3.1 has pairs; the types only know version 3.0.
      items: SEAT_PAIR as never,
    },
  },
  examples: [{ version: 43, changes: [[17, 'H']] }],
};

/** The API as an OpenAPI 3.1 document, generated from the routes' own schemas. */
export function openApiDocument(app: App): Document {
  // Copied, because parts of it are the routes' own objects.
  const document = structuredClone(
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Concert Mania',
        version: '1.0.0',
        description:
          'Sells seats for concerts. Commands answer 202 with a job; every refusal is a problem object (RFC 9457) whose `type` leads to its description.',
        license: LICENSE,
      },
      servers: [{ url: '/' }],
      tags: [...new Set(app.openAPIRegistry.definitions.flatMap(tagsOf))].map((name) => ({
        name,
        description: TAGS[name] ?? name,
      })),
    }),
  );
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, method, path);
    }
  }
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, SeatChange: SEAT_CHANGE },
  };
  nameForGenerators(document);
  addExamples(document);
  return document;
}

/** Adds shared problem objects and the examples of schemas and bodies. */
function addExamples(document: Document): void {
  const written = JSON.stringify([document.paths, document.components?.responses]);
  const codes = (Object.keys(problemCatalogue) as ProblemCode[]).filter((code) =>
    written.includes(`"#/components/examples/${code}"`),
  );
  document.components ??= {};
  document.components.parameters = {
    ...document.components.parameters,
    ...ANY_REQUEST,
    ...CONDITIONAL_REQUEST,
  };
  document.components.headers = ANY_ANSWER;
  document.components.examples = Object.fromEntries(
    codes.map((code) => [code, { value: problemBody(code, EXAMPLE_READER) }]),
  );
  for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
    if ('enum' in schema) Object.assign(schema, { examples: [schema.enum?.[0]] });
    if (Object.hasOwn(SCHEMA_EXAMPLES, name)) Object.assign(schema, { examples: [SCHEMA_EXAMPLES[name]] });
  }
}

function complete(operation: Operation, method: string, path: string): void {
  const known = OPERATIONS[`${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '{}')}`];
  operation.operationId ??= known?.[0] ?? operationIdOf(method, path);
  operation.description ??= known?.[1] ?? operation.summary;
  operation.security ??= [];
  operation.responses ??= {};
  const { operationId, requestBody } = operation;
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

/** `getConcertsByConcertIdQueue` of `GET /v1/concerts/{concertId}/queue`. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/v1\//, '')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[/-]/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function tagsOf(definition: App['openAPIRegistry']['definitions'][number]): readonly string[] {
  return definition.type === 'route' ? (definition.route.tags ?? []) : [];
}
