import type { App } from './add-route.ts';
import { problems } from './problem.ts';

type Document = ReturnType<App['getOpenAPI31Document']>;

/** The faults that any route may answer, so that no route repeats them. */
const EVERYWHERE = [500, 503] as const;
/** Whatever a client can put into a request may be refused. */
const WITH_INPUT = [400, ...EVERYWHERE] as const;

/** The API as an OpenAPI 3.1 document, generated from the routes' own schemas. */
export function openApiDocument(app: App): Document {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Concert Mania',
      version: '1.0.0',
      description:
        'Sells seats for concerts. Commands answer 202 with a job; every refusal is a problem object (RFC 9457).',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(app.openAPIRegistry.definitions.flatMap(tagsOf))].map((name) => ({ name })),
  });
  const reference = { $ref: '#/components/schemas/Problem' };
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of [path.get, path.post, path.patch, path.put, path.delete]) {
      if (operation === undefined) continue;
      const hasInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
      for (const [status, response] of Object.entries(problems(...(hasInput ? WITH_INPUT : EVERYWHERE)))) {
        operation.responses ??= {};
        operation.responses[status] ??= {
          description: response.description,
          content: { 'application/problem+json': { schema: reference } },
        };
      }
    }
  }
  return document;
}

function tagsOf(definition: App['openAPIRegistry']['definitions'][number]): readonly string[] {
  return definition.type === 'route' ? (definition.route.tags ?? []) : [];
}
