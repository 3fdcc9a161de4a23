import fc from 'fast-check';
import type { Operation } from './document.ts';
import { brokenBody, hostileText, spoilt, writeJson } from './hostile-values.ts';
import { type FuzzContext, valueFor } from './schema-values.ts';

export const KINDS = ['valid', 'near-valid', 'hostile'] as const;
export type Kind = (typeof KINDS)[number];

export interface FuzzRequest {
  readonly kind: Kind;
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  /** A list where a header is sent more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer | undefined;
  /** A request with a spoilt path or method may reach another operation, or none. */
  readonly reaches: boolean;
}

export interface RequestContext extends FuzzContext {
  readonly tokens: readonly string[];
}

const CONTENT_TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'json',
  '*/*',
  '',
];
const PATH_ENDS = ['/', '%', '%ff', '%00', '/..', '//', '%2f..%2f', ';a=b', '/extra'];
const METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

type SpoiltPart = 'body' | 'path' | 'query' | 'header' | 'method' | null;

const PARTS = ['body', 'body', 'path', 'query', 'header', 'method'] as const;

/** Requests to an operation: valid, with one faulty part, or hostile. */
export function requestTo(
  context: RequestContext,
  operation: Operation,
  kind: Kind,
): fc.Arbitrary<FuzzRequest> {
  const part: fc.Arbitrary<SpoiltPart> = kind === 'valid' ? fc.constant(null) : fc.constantFrom(...PARTS);
  return part.chain((spoiltPart) => {
    const isMethodSpoilt = spoiltPart === 'method' && kind === 'hostile';
    return fc
      .record({
        kind: fc.constant(kind),
        operation: fc.constant(operation),
        method: isMethodSpoilt ? fc.constantFrom(...METHODS) : fc.constant(operation.method),
        path: fc
          .tuple(
            pathOf(context, operation, spoiltPart === 'path'),
            queryOf(context, operation, spoiltPart === 'query'),
          )
          .map(([path, query]) => path + query),
        headers: headersOf(context, operation, spoiltPart === 'header' && kind === 'hostile'),
        body: bodyOf(context, operation, kind, spoiltPart === 'body' || spoiltPart === 'header'),
        contentType:
          kind === 'hostile'
            ? mostly('application/json', fc.constantFrom(...CONTENT_TYPES))
            : fc.constant('application/json'),
        reaches: fc.constant(spoiltPart !== 'path' && !isMethodSpoilt),
      })
      .map(({ contentType, ...request }) => ({
        ...request,
        headers: { ...(request.body !== undefined && { 'content-type': contentType }), ...request.headers },
      }));
  });
}

function pathOf({ known }: RequestContext, { path }: Operation, isSpoilt: boolean): fc.Arbitrary<string> {
  const anyText = hostileText.map((text) => encodeURIComponent(text) || '-');
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const values = names.map((name) => {
    const pool = known[name];
    if (isSpoilt || pool === undefined) return anyText;
    return fc
      .nat()
      .chain((index) =>
        pool.length === 0 ? anyText : fc.constant(encodeURIComponent(String(pool[index % pool.length]))),
      );
  });
  const filled = fc.tuple(...values).map((texts) => {
    const rest = [...texts];
    return path.replaceAll(/\{\w+\}/g, () => rest.shift()!);
  });
  if (!isSpoilt) return filled;
  return fc
    .tuple(filled, fc.oneof(fc.constant(''), fc.constantFrom(...PATH_ENDS)))
    .map(([start, end]) => start + end);
}

function queryOf(
  context: RequestContext,
  { parameters }: Operation,
  isSpoilt: boolean,
): fc.Arbitrary<string> {
  const fields = parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => {
      const value = isSpoilt ? hostileText : valueFor(context, parameter.schema, parameter.name).map(String);
      const given = value.map((text) => [[parameter.name, text]]);
      const twice = value.map((text) => [
        [parameter.name, text],
        [parameter.name, 'again'],
      ]);
      const some = isSpoilt ? fc.oneof(given, given, twice) : given;
      return parameter.required ? some : fc.oneof(some, fc.constant([]));
    });
  const extra = fc
    .tuple(fc.constantFrom('limit', 'cursor', 'x', '__proto__'), hostileText)
    .map((field) => [field]);
  return fc.tuple(...fields, ...(isSpoilt ? [extra] : [])).map((all) => {
    const text = new URLSearchParams(all.flat() as [string, string][]).toString();
    return text === '' ? '' : `?${text}`;
  });
}

function bodyOf(
  context: RequestContext,
  { bodySchema }: Operation,
  kind: Kind,
  isSpoilt: boolean,
): fc.Arbitrary<string | Buffer | undefined> {
  if (bodySchema === undefined) {
    return kind === 'hostile' ? mostly(undefined, brokenBody) : fc.constant(undefined);
  }
  const value = valueFor(context, bodySchema);
  if (!isSpoilt) return value.map(writeJson);
  const faulty = value.chain(spoilt).map(writeJson);
  return kind === 'hostile' ? fc.oneof(faulty, brokenBody) : faulty;
}

/** The value in four of five draws. */
const mostly = <T>(value: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: other });

const BAD_HEADERS: readonly Readonly<Record<string, string | readonly string[]>>[] = [
  { authorization: ['Bearer a', 'Bearer b'] },
  { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
  { authorization: 'Basic Og==' },
  { 'idempotency-key': ['a', 'b'] },
  { 'idempotency-key': 'x'.repeat(300) },
  { 'idempotency-key': '"unfinished' },
  { 'queue-token': ['7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a', 'b'] },
  { 'x-request-id': '{"a":1}' },
  { 'accept-language': `${'ko;q=0.1,'.repeat(500)}en` },
  { 'if-none-match': '*, "1", W/"2"' },
  { 'if-match': ['"1"', '*'] },
  { 'last-event-id': '-1' },
  { 'content-encoding': 'gzip' },
  { 'x-forwarded-for': 'not an address, 10.0.0.1' },
  { cookie: 'cm_admin=%00' },
  { range: 'bytes=0-99999999999' },
  { accept: 'text/html;q=x' },
  { 'x-http-method-override': 'DELETE' },
];

function headersOf(
  context: RequestContext,
  operation: Operation,
  isSpoilt: boolean,
): fc.Arbitrary<FuzzRequest['headers']> {
  const declared = operation.parameters
    .filter((parameter) => parameter.in === 'header')
    .map((parameter) => {
      const value = valueFor(context, parameter.schema, parameter.name);
      const header = value.map((each) => ({ [parameter.name.toLowerCase()]: encodeURI(String(each)) }));
      return parameter.required ? header : fc.oneof(header, header, fc.constant({}));
    });
  const token = fc.constantFrom(...context.tokens).map((each) => ({ authorization: `Bearer ${each}` }));
  const isSecured = (operation.security ?? []).length > 0;
  return fc
    .tuple(
      ...declared,
      isSecured
        ? fc.oneof({ weight: 9, arbitrary: token }, { weight: 1, arbitrary: fc.constant({}) })
        : fc.constant({}),
      isSpoilt ? fc.constantFrom(...BAD_HEADERS) : fc.constant({}),
    )
    .map((parts) => Object.assign({}, ...parts));
}
