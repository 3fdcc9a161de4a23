import type { App } from '../http/add-route.ts';

type Document = ReturnType<App['getOpenAPI31Document']>;
type Members = Record<string, unknown>;

const MONEY = /(?:^|[a-z])(?:amount|price)$/i;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const REFERENCE = '#/components/schemas/';

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const pascal = (words: string): string =>
  words.replaceAll(/(?:^|[_\W])(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Adds what client generators need: 64-bit money, and a name for every repeated schema. */
export function nameForGenerators(document: Document): void {
  widenMoney(document as unknown as Members);
  nameBodies(document);
  nameRefusals(document);
}

/** Totals exceed the 32 bits that generators use for an integer. */
function widenMoney(value: Members | unknown[]): void {
  for (const [name, member] of Object.entries(value)) {
    if (isMembers(member) && MONEY.test(name)) {
      for (const sum of [member, member.items]) {
        if (isMembers(sum) && `${sum.type}`.includes('integer')) sum.format = 'int64';
      }
    }
    if (typeof member === 'object' && member !== null) widenMoney(member as Members);
  }
}

/**
 * Moves schemas of requests and answers to the components, such as `ConcertPage` and
 * `SignUpRequest`.
 */
function nameBodies(document: Document): void {
  const schemas: Members = {};
  const move = (content: Members | undefined, name: (schema: Members) => string) => {
    const { schema, example } = content ?? {};
    if (content === undefined || !isMembers(schema) || '$ref' in schema) return;
    const called = name(schema);
    schemas[called] = example === undefined ? schema : { ...schema, examples: [example] };
    content.schema = { $ref: REFERENCE + called };
    delete content.example;
  };
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method] as unknown as Members | undefined;
      if (operation === undefined) continue;
      const id = pascal(String(operation.operationId));
      move(jsonOf(operation.requestBody), () => `${id}Request`);
      for (const [status, response] of Object.entries(operation.responses as Members)) {
        if (status.startsWith('2')) move(jsonOf(response), (schema) => pageNameOf(schema) ?? `${id}Answer`);
      }
    }
  }
  Object.assign(schemas, document.components?.schemas);
  document.components = { ...document.components, schemas: schemas as never };
}

const jsonOf = (holder: unknown): Members | undefined =>
  isMembers(holder) && isMembers(holder.content) && isMembers(holder.content['application/json'])
    ? holder.content['application/json']
    : undefined;

/** `ConcertPage` for a page of `ConcertSummary`; undefined for any other schema. */
function pageNameOf({ properties }: Members): string | undefined {
  if (!isMembers(properties) || !isMembers(properties.items) || !('nextCursor' in properties))
    return undefined;
  const { items } = properties.items;
  const reference = isMembers(items) ? items.$ref : undefined;
  return typeof reference === 'string'
    ? `${reference.slice(REFERENCE.length).replace(/Summary$/, '')}Page`
    : undefined;
}

/** Writes each refusal once. Otherwise they are more than half of the document. */
function nameRefusals(document: Document): void {
  const responses: Members = {};
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const declared = item[method]?.responses as Members | undefined;
      for (const [status, response] of Object.entries(declared ?? {})) {
        const problem = isMembers(response) && (response.content as Members)?.['application/problem+json'];
        if (declared === undefined || !isMembers(problem)) continue;
        const codes = Object.keys((problem.examples ?? {}) as Members).sort();
        const name = pascal(codes.join('_or_'));
        responses[name] ??= response;
        declared[status] = { $ref: `#/components/responses/${name}` };
      }
    }
  }
  document.components = { ...document.components, responses: responses as never };
}
