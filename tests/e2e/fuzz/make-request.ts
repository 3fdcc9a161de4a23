import type { ApiDocument, Operation, Parameter } from './document.ts';
import { generateValue, type KnownValues } from './generate-value.ts';
import type { Random } from './random.ts';
import { brokenBody, hostileText, spoil, writeJson } from './spoil.ts';

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
  /** Whether the request surely reaches its operation; a spoilt address or method may reach another, or none. */
  readonly reaches: boolean;
}

interface Context {
  readonly document: ApiDocument;
  readonly known: KnownValues;
  readonly random: Random;
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
const METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND'];

/** One request to an operation: as the document has it, almost so, or as somebody with bad intentions would send it. */
export function makeRequest(context: Context, operation: Operation, kind: Kind): FuzzRequest {
  const { random } = context;
  const parameters = operation.parameters ?? [];
  const spoilt =
    kind === 'valid' ? null : random.pick(['body', 'body', 'path', 'query', 'header', 'method'] as const);
  const path = pathOf(context, operation, spoilt === 'path');
  const query = queryOf(context, parameters, spoilt === 'query');
  const content = bodyOf(context, operation, kind, spoilt === 'body' || spoilt === 'header');
  const headers = headersOf(context, operation, spoilt === 'header' && kind === 'hostile');
  const typed = content !== undefined && {
    'content-type':
      kind === 'hostile' && random.chance(0.2) ? random.pick(CONTENT_TYPES) : 'application/json',
  };
  const isMethodSpoilt = spoilt === 'method' && kind === 'hostile';
  return {
    kind,
    operation,
    method: isMethodSpoilt ? random.pick(METHODS) : operation.method,
    path: path + query,
    headers: { ...typed, ...headers },
    body: content,
    reaches: spoilt !== 'path' && !isMethodSpoilt,
  };
}

function pathOf(context: Context, { path }: Operation, isSpoilt: boolean): string {
  const { known, random } = context;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const values = known[name];
    if (isSpoilt || values === undefined || values.length === 0) {
      return encodeURIComponent(hostileText(random).toWellFormed()) || '-';
    }
    return encodeURIComponent(String(random.pick(values)));
  });
  if (!isSpoilt || random.chance(0.5)) return filled;
  return filled + random.pick(['/', '%', '%ff', '%00', '/..', '//', '%2f..%2f', ';a=b', '/extra']);
}

function queryOf(
  { document, known, random }: Context,
  parameters: readonly Parameter[],
  isSpoilt: boolean,
): string {
  const query = new URLSearchParams();
  for (const parameter of parameters.filter((item) => item.in === 'query')) {
    if (!parameter.required && random.chance(0.5)) continue;
    const value = generateValue({ document, known, random }, parameter.schema, parameter.name);
    query.append(parameter.name, isSpoilt ? hostileText(random).toWellFormed() : String(value));
    if (isSpoilt && random.chance(0.3)) query.append(parameter.name, 'again');
  }
  if (isSpoilt)
    query.append(random.pick(['limit', 'cursor', 'x', '__proto__']), hostileText(random).toWellFormed());
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function bodyOf(context: Context, { bodySchema }: Operation, kind: Kind, isSpoilt: boolean) {
  const { random } = context;
  if (bodySchema === undefined) {
    return kind === 'hostile' && random.chance(0.2) ? brokenBody(random) : undefined;
  }
  if (kind === 'hostile' && isSpoilt && random.chance(0.4)) return brokenBody(random);
  const value = generateValue(context, bodySchema);
  return writeJson(isSpoilt ? spoil(value, random) : value);
}

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

function headersOf(context: Context, operation: Operation, isSpoilt: boolean): FuzzRequest['headers'] {
  const { random, tokens, document, known } = context;
  const headers: Record<string, string | readonly string[]> = {};
  for (const parameter of (operation.parameters ?? []).filter((item) => item.in === 'header')) {
    if (!parameter.required && random.chance(0.3)) continue;
    const value = generateValue({ document, known, random }, parameter.schema, parameter.name);
    headers[parameter.name.toLowerCase()] = encodeURI(String(value));
  }
  if ((operation.security ?? []).length > 0 && random.chance(0.9)) {
    headers.authorization = `Bearer ${random.pick(tokens)}`;
  }
  return isSpoilt ? { ...headers, ...random.pick(BAD_HEADERS) } : headers;
}
