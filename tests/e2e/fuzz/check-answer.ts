import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { ApiDocument, Schema } from './document.ts';
import type { FuzzRequest } from './requests.ts';
import type { FuzzAnswer } from './send-request.ts';

const FORMATS: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};
/** Internal details that no answer may contain: stacks, files, statements, drivers, addresses. */
const LEAKS =
  /node_modules|\.ts:\d|\bat \w+ \(|\b(select|insert into|update) \w+|password_hash|\bpg_|ECONN|ioredis|syntax error|SQLSTATE|argon2id/i;

const pointerPart = (key: string): string =>
  encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));

/** The fault of an answer, by the API document and by `INTERNALS`; null if there is none. */
export type CheckAnswer = (asked: FuzzRequest, answer: FuzzAnswer) => string | null;

/** The text without the request id, which a client may choose and the answer repeats. */
const withoutRequestId = ({ headers, text }: FuzzAnswer): string =>
  headers['x-request-id'] ? text.replaceAll(headers['x-request-id'], '') : text;

export function makeCheckAnswer(document: ApiDocument, secrets: readonly string[]): CheckAnswer {
  const ajv = new Ajv2020({ strict: false, formats: { ...FORMATS, int64: true } });
  ajv.addSchema(seal(document) as object, 'api');
  const compiled = new Map<string, ValidateFunction>();
  const mismatch = (pointer: string, text: string): string | null => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, validate);
    return validate(JSON.parse(text)) ? null : ajv.errorsText(validate.errors);
  };

  return (asked, answer) => {
    const { status, headers, text } = answer;
    if (status >= 500) return `answered ${status}`;
    const leak = LEAKS.exec(withoutRequestId(answer)) ?? secrets.find((secret) => text.includes(secret));
    if (leak) return `leaks ${String(leak)}`;
    if (headers['x-request-id'] === undefined) return 'has no request id';
    if (headers['x-content-type-options'] !== 'nosniff') return 'may be sniffed';
    const type = headers['content-type']?.split(';')[0];
    const { operation } = asked;
    const declared = asked.reaches ? operation.responses[status] : undefined;
    if (asked.reaches && declared === undefined) return `status ${status} is not declared`;
    if (asked.method === 'HEAD') return null;
    if (status >= 400 && type !== 'application/problem+json') return `is a refusal as ${type}`;
    if (status >= 400) return mismatch('/components/schemas/Problem', text);
    if (declared === undefined) return null;
    for (const [name, header] of Object.entries(declared.headers ?? {})) {
      if (header.required && headers[name.toLowerCase()] === undefined) return `lacks ${name}`;
    }
    if (declared.content === undefined) return text === '' ? null : 'has a body';
    if (type === undefined || declared.content[type] === undefined) return `is ${type}, not declared`;
    if (type !== 'application/json') return null;
    const method = operation.method.toLowerCase();
    return mismatch(
      `/paths/${pointerPart(operation.path)}/${method}/responses/${status}/content/${pointerPart(type)}/schema`,
      text,
    );
  };
}

/** The document without additional members, so that an undocumented member is a fault. */
function seal(document: ApiDocument): unknown {
  const extended = new Set(
    [...JSON.stringify(document).matchAll(/"allOf":\[\{"\$ref":"([^"]+)"/g)].map((match) => match[1]),
  );
  const close = (value: unknown, isPart: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => close(item, isPart));
    if (typeof value !== 'object' || value === null) return value;
    const schema = value as Schema & Record<string, unknown>;
    const copy = Object.fromEntries(
      Object.entries(schema).map(([name, member]) => [name, close(member, name === 'allOf')]),
    );
    const isObject = schema.type === 'object' && schema.properties !== undefined;
    const isClosed = 'additionalProperties' in schema;
    if ((isObject || Array.isArray(schema.allOf)) && !isPart && !isClosed) copy.unevaluatedProperties = false;
    return copy;
  };
  const { schemas } = document.components;
  const closed = Object.entries(schemas).map(([name, schema]) => [
    name,
    extended.has(`#/components/schemas/${name}`) ? schema : close(schema, false),
  ]);
  return {
    ...(close({ ...document, components: {} }, false) as object),
    components: { ...document.components, schemas: Object.fromEntries(closed) },
  };
}
