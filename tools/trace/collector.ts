import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
});
const otlpSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value })).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const otlpRequest = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value })) }),
      scopeSpans: z.array(z.object({ spans: z.array(otlpSpan) })),
    }),
  ),
});

/** A finished span, as a process sent it. */
export interface CollectedSpan {
  readonly process: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

export interface Collector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** The bodies of all exports. */
  readonly received: readonly string[];
  close(): void;
}

/** Receives spans as OTLP JSON over HTTP and keeps them in memory. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const received: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(body);
      spans.push(...readSpans(body));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const NANOSECONDS_PER_MS = 1e6;

function readSpans(body: string): CollectedSpan[] {
  const { resourceSpans } = otlpRequest.parse(JSON.parse(body));
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = textsOf(resource.attributes)['service.name'] ?? 'unknown';
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ startTimeUnixNano: from, endTimeUnixNano: to, attributes, ...span }) => ({
        ...span,
        process,
        parentSpanId: span.parentSpanId || undefined,
        startMs: Number(from) / NANOSECONDS_PER_MS,
        durationMs: Number(BigInt(to) - BigInt(from)) / NANOSECONDS_PER_MS,
        attributes: textsOf(attributes),
      })),
    );
  });
}

type Attributes = z.infer<typeof otlpSpan>['attributes'];

const textsOf = (attributes: Attributes): Record<string, string> =>
  Object.fromEntries(
    attributes.map(({ key, value: of }) => [key, String(of.stringValue ?? of.intValue ?? '')]),
  );
