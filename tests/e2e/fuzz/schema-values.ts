import fc from 'fast-check';
import { type ApiDocument, resolve, type Schema } from './document.ts';

/** Existing values by name. The pools grow during a run; requests with them pass the lookups. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

export interface FuzzContext {
  readonly document: ApiDocument;
  readonly known: KnownValues;
}

const TEXT = ['a', '공연', 'Jazz', '콘서트', 'x-1', '🎸', 'R', 'VIP', '0', 'null', "O'Brien", '100%', '_'];
const KNOWN_PERCENT = 85;
const MOST_ITEMS = 4;
const MOST_EXTRA_CHARACTERS = 20;
const INTEGERS_ABOVE_MINIMUM = 20;
const DATES = { min: new Date(1.75e12), max: new Date(1.85e12), noInvalidDate: true } as const;

/** A value that the schema allows. If values are known by that name, mostly one of them. */
export function valueFor(context: FuzzContext, given: Schema, name = ''): fc.Arbitrary<unknown> {
  const made = madeValue(context, resolve(context.document, given), name);
  const pool = context.known[name];
  if (pool === undefined) return made;
  return fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.nat())
    .chain(([percent, index]) =>
      percent <= KNOWN_PERCENT && pool.length > 0 ? fc.constant(pool[index % pool.length]) : made,
    );
}

function madeValue(context: FuzzContext, schema: Schema, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valueFor(context, choice, name)));
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => valueFor(context, part, name));
    return fc.tuple(...parts).map((values) => Object.assign({}, ...values));
  }
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? ['string']);
  return fc.oneof(...types.map((type) => typedValue(context, schema, type, name)));
}

function typedValue(context: FuzzContext, schema: Schema, type: string, name: string): fc.Arbitrary<unknown> {
  switch (type) {
    case 'integer':
      return integerOf(schema);
    case 'number':
      return fc.double({ ...limitsOf(schema), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      const minLength = schema.minItems ?? 0;
      const maxLength = Math.max(minLength, Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS));
      return fc.array(valueFor(context, schema.items ?? {}, name), { minLength, maxLength });
    }
    case 'object': {
      const members = Object.entries(schema.properties ?? {});
      const values = members.map(([member, inner]) => [member, valueFor(context, inner, member)] as const);
      const requiredKeys = (schema.required ?? []).filter((member) => schema.properties?.[member]);
      return fc.record(Object.fromEntries(values), { requiredKeys });
    }
    default:
      return textOf(schema);
  }
}

function limitsOf(schema: Schema): { readonly min: number; readonly max: number } {
  const min = schema.minimum ?? (schema.exclusiveMinimum ?? -1) + 1;
  return { min, max: schema.maximum ?? min + 1_000 };
}

function integerOf(schema: Schema): fc.Arbitrary<number> {
  const { min, max } = limitsOf(schema);
  const small = fc.integer({ min, max: Math.min(max, min + INTEGERS_ABOVE_MINIMUM) });
  return fc.oneof(small, fc.constantFrom(min, max));
}

function textOf(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'email') return fc.nat(10_000).map((number) => `fan${number}@fans.example`);
  if (schema.format === 'uuid') return fc.uuid();
  if (schema.format === 'date-time') return fc.date(DATES).map((date) => date.toISOString());
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  const minLength = schema.minLength ?? 0;
  const maxLength = Math.min(schema.maxLength ?? Number.POSITIVE_INFINITY, minLength + MOST_EXTRA_CHARACTERS);
  const words = TEXT.filter((text) => text.length >= minLength && text.length <= maxLength);
  // A grapheme may have several characters; the schema counts them all.
  const graphemes = fc
    .string({ unit: 'grapheme', minLength, maxLength })
    .filter((text) => text.length <= maxLength);
  return words.length === 0 ? graphemes : fc.oneof(fc.constantFrom(...words), graphemes);
}
