import { randomUUID } from 'node:crypto';

/** A request of a `.http` file, with its variables not yet replaced. */
export interface HttpFileRequest {
  readonly title: string;
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

export interface HttpFile {
  readonly variables: ReadonlyMap<string, string>;
  readonly requests: readonly HttpFileRequest[];
}

/** Parses the REST Client syntax of `docs/tour.http`: `@variable`, `###`, `# @name`. */
export function readHttpFile(source: string): HttpFile {
  const [head = '', ...blocks] = source.split(/^###/m);
  const variables = new Map(
    [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value.trim()] as const),
  );
  return { variables, requests: blocks.map(readRequest) };
}

function readRequest(block: string): HttpFileRequest {
  const [head = '', ...body] = block.split('\n\n');
  const [title = '', ...lines] = head.split('\n');
  const name = lines.find((line) => line.startsWith('# @name '))?.slice('# @name '.length) ?? '';
  const [request = '', ...headers] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const [method = '', url = ''] = request.split(' ');
  const pairs = headers.map((line) => {
    const [key = '', ...value] = line.split(': ');
    return [key, value.join(': ')] as const;
  });
  return { title: title.trim(), name, method, url, headers: pairs, body: body.join('\n\n').trim() };
}

export interface HttpFileAnswer {
  readonly title: string;
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
}

/** Sends a file's requests in order and returns their answers. Throws at the first refusal. */
export async function playHttpFile(file: HttpFile): Promise<readonly HttpFileAnswer[]> {
  const answers: HttpFileAnswer[] = [];
  const fill = (text: string): string =>
    text.replaceAll(/\{\{(.+?)\}\}/g, (_, expression: string) =>
      valueFor(expression, file.variables, answers),
    );
  for (const { title, name, method, url, headers, body } of file.requests) {
    const answer = await fetch(fill(url), {
      method,
      headers: headers.map(([key, value]) => [key, fill(value)] as [string, string]),
      ...(body !== '' && { body: fill(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`'${title}' was answered ${answer.status} ${text}`);
    answers.push({ title, name, status: answer.status, body: text === '' ? null : JSON.parse(text) });
  }
  return answers;
}

function valueFor(
  expression: string,
  variables: ReadonlyMap<string, string>,
  answers: readonly HttpFileAnswer[],
): string {
  if (expression === '$guid') return randomUUID();
  const variable = variables.get(expression);
  if (variable !== undefined) return variable;
  const [name, path = ''] = expression.split('.response.body.');
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const found = steps.reduce<unknown>(
    (value, step) => (value as Record<string, unknown> | undefined)?.[step],
    answers.find((answer) => answer.name === name)?.body,
  );
  if (typeof found !== 'string' && typeof found !== 'number')
    throw new Error(`{{${expression}}} has no value`);
  return String(found);
}
