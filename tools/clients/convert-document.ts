type Members = Record<string, unknown>;
interface Document {
  readonly components: { readonly schemas: Members };
}

const REFERENCE = '#/components/schemas/';
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rewrites what openapi-down-convert leaves, for an OpenAPI 3.0 generator that merges unions. */
export function mendConverted(document: unknown): unknown {
  const mended = withoutNewWords(document) as Document;
  inheritUnions(mended.components.schemas);
  return mended;
}

/** Rewrites nullable references and pairs, and leaves out the contents of texts. */
function withoutNewWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNewWords);
  if (!isMembers(value)) return value;
  const { contentSchema: _, prefixItems, anyOf, ...rest } = value;
  const mended: Members = {};
  for (const [name, member] of Object.entries(rest)) mended[name] = withoutNewWords(member);
  if (prefixItems !== undefined) mended.items = {};
  if (!Array.isArray(anyOf)) return mended;
  const members = anyOf.filter((member) => !(isMembers(member) && member.type === 'null'));
  return members.length < anyOf.length
    ? { ...mended, allOf: members, nullable: true }
    : { ...mended, anyOf: members.map(withoutNewWords) };
}

/**
 * Makes a union with a discriminator the base of its members. The Python templates ignore the
 * mapping; they read `x-discriminator-value`.
 */
function inheritUnions(schemas: Members): void {
  for (const [name, schema] of Object.entries(schemas)) {
    if (!isMembers(schema) || !isMembers(schema.discriminator)) continue;
    const { propertyName, mapping } = schema.discriminator as { propertyName: string; mapping: Members };
    for (const [value, reference] of Object.entries(mapping)) {
      const member = String(reference).slice(REFERENCE.length);
      schemas[member] = {
        allOf: [{ $ref: REFERENCE + name }, schemas[member]],
        'x-discriminator-value': value,
      };
    }
    const { oneOf: _, ...base } = schema;
    schemas[name] = {
      ...base,
      type: 'object',
      required: [propertyName],
      properties: { [propertyName]: { type: 'string' } },
    };
  }
}

/** The schemas of the document as definitions of one JSON Schema. */
export function jsonSchemaOf(document: unknown): unknown {
  const written = JSON.stringify((document as Document).components.schemas);
  const definitions: unknown = JSON.parse(written.replaceAll(REFERENCE, '#/definitions/'));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', definitions };
}
