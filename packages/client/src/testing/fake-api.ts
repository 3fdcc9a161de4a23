import { type ApiClient, type ClientOptions, makeClient } from '../make-client.ts';

/** An answer: its status, its JSON body and its headers; or a fault instead of an answer. */
export type FakeAnswer = readonly [number, unknown?, Readonly<Record<string, string>>?] | Error;

/** A client of an API that gives these answers in turn, the last one again and again. */
export function fakeApi(answers: readonly FakeAnswer[], options: Partial<ClientOptions> = {}) {
  const requests: Request[] = [];
  const pauses: number[] = [];
  const client: ApiClient = makeClient({
    baseUrl: 'http://api.test',
    fetch: async (request) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(request);
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer is left');
      const [status, body, headers] = answer;
      const response = new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
      Object.defineProperty(response, 'url', { value: request.url });
      return response;
    },
    pause: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
    },
    ...options,
  });
  const asked = () => requests.map(({ method, url }) => `${method} ${url.slice('http://api.test'.length)}`);
  return { client, requests, pauses, asked };
}

export const problem = (status: number, code: string): FakeAnswer => [
  status,
  { type: '', title: '', status, detail: `because of ${code}`, code, requestId: 'req_1' },
];
