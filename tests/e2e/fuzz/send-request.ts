import { type Agent, request } from 'node:http';
import type { FuzzRequest } from './requests.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; of a stream, its beginning. */
  readonly text: string;
}

const TIMEOUT_MS = 20_000;

/** Sends a request byte by byte and reads the answer; of a stream only its beginning. */
export function sendRequest(baseUrl: string, agent: Agent, asked: FuzzRequest): Promise<FuzzAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const length = asked.body === undefined ? {} : { 'content-length': Buffer.byteLength(asked.body) };
  return new Promise((resolve, reject) => {
    const sent = request({
      hostname,
      port,
      agent,
      method: asked.method,
      path: asked.path,
      headers: { ...asked.headers, ...length } as Record<string, string | string[]>,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      const isStream = response.headers['content-type']?.startsWith('text/event-stream') ?? false;
      const finish = () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          ),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        if (isStream) response.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (isStream) finish();
      });
      response.on('end', finish);
      response.on('error', (error) => {
        if (!isStream) reject(error);
      });
    });
    sent.end(asked.body);
  });
}
