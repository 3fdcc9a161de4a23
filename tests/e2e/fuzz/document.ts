/** The subset of JSON Schema (2020-12) that the API document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface ResponseObject {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Reference {
  readonly $ref: string;
}

interface OperationObject {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, ResponseObject | Reference>>;
  readonly security?: readonly object[];
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
  };
}

/** One thing that the API can be asked, as its document has it. */
export interface Operation extends Omit<OperationObject, 'parameters' | 'responses'> {
  readonly responses: Readonly<Record<string, ResponseObject>>;
  readonly parameters: readonly Parameter[];
  readonly method: string;
  readonly path: string;
  readonly bodySchema: Schema | undefined;
}

export function operationsOf(document: ApiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
      responses: Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) => [
          status,
          responseOf(document, response),
        ]),
      ),
      parameters: (operation.parameters ?? []).map((parameter) => parameterOf(document, parameter)),
      bodySchema: operation.requestBody?.content['application/json']?.schema,
    })),
  );
}

function responseOf(document: ApiDocument, given: ResponseObject | Reference): ResponseObject {
  if (!('$ref' in given)) return given;
  const response = document.components.responses[given.$ref.replace('#/components/responses/', '')];
  if (response === undefined) throw new Error(`the document has no ${given.$ref}`);
  return response;
}

function parameterOf(document: ApiDocument, given: Parameter | Reference): Parameter {
  if (!('$ref' in given)) return given;
  const parameter = document.components.parameters[given.$ref.replace('#/components/parameters/', '')];
  if (parameter === undefined) throw new Error(`the document has no ${given.$ref}`);
  return parameter;
}

/** The schema behind a reference, itself where it is none. */
export function resolve(document: ApiDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = document.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (target === undefined) throw new Error(`the document has no ${schema.$ref}`);
  return resolve(document, target);
}
