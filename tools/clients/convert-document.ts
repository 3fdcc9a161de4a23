type Members = Record<string, unknown>;

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rewrites what openapi-down-convert leaves of OpenAPI 3.1: nullable references, pairs, and contents of texts. */
export function mendConverted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mendConverted);
  if (!isMembers(value)) return value;
  const { contentSchema: _, prefixItems, anyOf, ...rest } = value;
  const mended = Object.fromEntries(
    Object.entries(rest).map(([name, member]) => [name, mendConverted(member)]),
  );
  if (prefixItems !== undefined) mended.items = {};
  if (!Array.isArray(anyOf)) return mended;
  const members = anyOf.filter((member) => !(isMembers(member) && member.type === 'null'));
  return members.length < anyOf.length
    ? { ...mended, allOf: members, nullable: true }
    : { ...mended, anyOf: members.map(mendConverted) };
}

/** The schemas of the document as definitions of one JSON Schema. */
export function jsonSchemaOf(document: unknown): unknown {
  const { components } = document as { components: { schemas: Members } };
  const definitions = JSON.stringify(components.schemas).replaceAll(
    '#/components/schemas/',
    '#/definitions/',
  );
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', definitions: JSON.parse(definitions) };
}
