import { type ApiDocument, resolve, type Schema } from './document.ts';
import type { Random } from './random.ts';

/** Values that exist, by the name of what they are for: only these get behind the first lookup. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const TEXT = ['a', '공연', 'Jazz', '콘서트', 'x-1', '🎸', 'R', 'VIP', '0', 'null', "O'Brien", '100%', '_'];
const BY_PATTERN = ['42', '+82 10-1234-5678', 'order-1', 'AHS', 'pk_1', '2026-03-01'];
const NEAR = 0.85;
const MOST_ITEMS = 4;

/** A value that the schema allows (formats included); where a known value fits by name, mostly that. */
export function generateValue(
  context: { readonly document: ApiDocument; readonly known: KnownValues; readonly random: Random },
  given: Schema,
  name = '',
): unknown {
  const { document, random } = context;
  const schema = resolve(document, given);
  const known = context.known[name];
  if (known !== undefined && known.length > 0 && random.chance(NEAR)) return random.pick(known);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return generateValue(context, random.pick(choices), name);
  if (schema.allOf) {
    return Object.assign({}, ...schema.allOf.map((part) => generateValue(context, part, name)));
  }
  const type = typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['string']);
  if (type === 'integer' || type === 'number') return numberOf(schema, type, random);
  if (type === 'boolean') return random.chance(0.5);
  if (type === 'null') return null;
  if (type === 'array') {
    const from = schema.minItems ?? 0;
    const count = random.int(from, Math.max(from, Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS)));
    return Array.from({ length: count }, () => generateValue(context, schema.items ?? {}, name));
  }
  if (type === 'object') {
    const members = Object.entries(schema.properties ?? {}).filter(
      ([member]) => schema.required?.includes(member) || random.chance(0.6),
    );
    return Object.fromEntries(
      members.map(([member, inner]) => [member, generateValue(context, inner, member)]),
    );
  }
  return textOf(schema, random);
}

function numberOf(schema: Schema, type: 'integer' | 'number', random: Random): number {
  const from = schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1;
  const to = schema.maximum ?? from + 1_000;
  const value = random.pick([from, to, random.int(from, Math.min(to, from + 20))]);
  return type === 'number' && random.chance(0.3) ? Math.min(to, value + 0.5) : value;
}

function textOf(schema: Schema, random: Random): string {
  if (schema.format === 'email') return `fan${random.int(0, 10_000)}@fans.example`;
  if (schema.format === 'uuid') return '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a';
  if (schema.format === 'date-time') return new Date(random.int(1.75e12, 1.85e12)).toISOString();
  const { pattern } = schema;
  if (pattern !== undefined) {
    return random.pick(BY_PATTERN.filter((text) => new RegExp(pattern).test(text)));
  }
  const text = random.pick(TEXT);
  return text
    .padEnd(schema.minLength ?? 0, 'x')
    .slice(0, Math.max(schema.maxLength ?? text.length, 1))
    .padEnd(schema.minLength ?? 0, 'x');
}
