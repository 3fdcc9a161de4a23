import type { App } from '../http/add-route.ts';
import { type ProblemCode, problemCatalogue } from '../http/problems/catalogue.ts';
import { PROBLEMS_PATH, type ProblemReader, problemBody } from '../http/problems/problem.ts';
import {
  ANY_ANSWER,
  ANY_REQUEST,
  CONDITIONAL_REQUEST,
  completeOperation,
  type Document,
} from './complete-operation.ts';
import { SCHEMA_EXAMPLES } from './openapi-examples.ts';
import { nameForGenerators } from './openapi-naming.ts';

const EXAMPLE_READER: ProblemReader = {
  locale: 'en',
  answeredRequestId: '3f0c2b9e-5f0d-4b53-9c1d-2a7d1c1b8a55',
  problemsUrl: PROBLEMS_PATH,
};
const METHODS = ['get', 'post', 'patch', 'put', 'delete'] as const;

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
      if (operation !== undefined) completeOperation(operation, method, path);
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

function tagsOf(definition: App['openAPIRegistry']['definitions'][number]): readonly string[] {
  return definition.type === 'route' ? (definition.route.tags ?? []) : [];
}
