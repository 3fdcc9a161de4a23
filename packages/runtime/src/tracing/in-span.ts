import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  INVALID_TRACEID,
  type Link,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { contextOf, isSampled, readTraceparent } from './trace-context.ts';

export type { Span } from '@opentelemetry/api';

export interface SpanOptions {
  /** The part that this process has in an exchange with another one. */
  readonly kind: 'server' | 'client' | 'producer' | 'consumer';
  /** The received `traceparent`, or null. Without this field the running span is the parent. */
  readonly parent?: string | null | undefined;
  /**
   * The `traceparent`s of what is handled together. Up to 128 recorded ones are linked; without any
   * there is no span.
   */
  readonly links?: readonly (string | undefined)[];
  /** No secret and no personal data: traces leave the system. */
  readonly attributes?: () => Attributes;
  /** Whether an error is a fault. Otherwise the work only continues later. */
  readonly isFault?: (error: unknown) => boolean;
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** The limit of the OpenTelemetry specification for the links of a span. */
export const MAX_LINKS = 128;

const tracer = trace.getTracer('concert-mania');
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

let areSpansRecorded = false;

/** Call when an OpenTelemetry provider is registered. Until then no span is started. */
export function recordSpans(): void {
  areSpansRecorded = true;
}

/**
 * Runs work in a span. Without a provider the work only inherits the received context; without a
 * context it runs as it is. An error sets the span's status; its message is not recorded.
 */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  return areSpansRecorded ? inRecordedSpan(name, options, work) : inContextOf(options, work);
}

function inContextOf<T>({ parent, links }: SpanOptions, work: (span: Span) => Promise<T>): Promise<T> {
  const received = links === undefined ? readTraceparent(parent) : undefined;
  return received === undefined ? work(NO_SPAN) : context.with(contextOf(received), () => work(NO_SPAN));
}

async function inRecordedSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const { kind, parent, attributes } = options;
  const links = options.links && linksTo(options.links);
  if (links?.length === 0) return work(NO_SPAN);
  const within = parent === undefined ? context.active() : contextOf(parent);
  const span = tracer.startSpan(
    name,
    { kind: KINDS[kind], ...(attributes && { attributes: attributes() }), ...(links && { links }) },
    within,
  );
  if (span.spanContext().traceId === INVALID_TRACEID) return work(span);
  return context.with(trace.setSpan(within, span), async () => {
    try {
      return await work(span);
    } catch (error) {
      if (options.isFault?.(error) ?? true) markFailed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span as failed. `error.type` is the error's class or code, never its message. */
export function markFailed(span: Span, error: unknown): void {
  const name = error instanceof Error ? error.name : 'unknown';
  span.setAttribute('error.type', typeof error === 'string' ? error : name);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Records a finished span of one command of a batch, as a child of the command's own trace. */
export function recordSpan(
  name: string,
  of: {
    readonly parent: string;
    readonly batch: Span;
    readonly startMs: number;
    readonly attributes: Attributes;
  },
): void {
  const links: Link[] = [{ context: of.batch.spanContext() }];
  const options = { kind: SpanKind.CONSUMER, startTime: of.startMs, links, attributes: of.attributes };
  tracer.startSpan(name, options, contextOf(of.parent)).end();
}

function linksTo(traceparents: readonly (string | undefined)[]): Link[] {
  const links: Link[] = [];
  for (const traceparent of traceparents) {
    if (links.length === MAX_LINKS) break;
    const linked = isSampled(traceparent) && trace.getSpanContext(contextOf(traceparent));
    if (linked) links.push({ context: linked });
  }
  return links;
}
