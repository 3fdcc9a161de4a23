import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  type Sampler,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inSpan, recordSpan, recordSpans } from './in-span.ts';
import { makeSampler } from './sampler.ts';
import { activeTraceparent, outsideTraces, readTraceparent } from './trace-context.ts';

const traceparent = (n: number, flags = '01') =>
  `00-${n.toString(16).padStart(32, 'a')}-00f067aa0ba902b7-${flags}`;
const PARENT = traceparent(1);
const exporter = new InMemorySpanExporter();

let ratio = 1;
const sampler: Sampler = {
  shouldSample: (...asked) => makeSampler('traceidratio', ratio).shouldSample(...asked),
  toString: () => 'test',
};

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
afterEach(() => exporter.reset());

// First, because a tracer keeps the provider that it has used.
describe('without the SDK', () => {
  it('work inherits the received context unchanged', async () => {
    const inner = await inSpan('outer', { kind: 'server', parent: PARENT }, () =>
      inSpan('inner', { kind: 'client' }, async () => activeTraceparent()),
    );
    expect(inner).toBe(PARENT);
  });

  it('work without a context has none', async () => {
    expect(await inSpan('work', { kind: 'server' }, async () => activeTraceparent())).toBeUndefined();
  });
});

describe('with the SDK', () => {
  beforeAll(() => {
    const spanProcessors = [new SimpleSpanProcessor({ exporter })];
    trace.setGlobalTracerProvider(new TracerProvider({ sampler, spanProcessors }));
    recordSpans();
  });

  it('continues the received trace, and marks what failed without its message', async () => {
    ratio = 1;
    const failing = inSpan('outer', { kind: 'server', parent: PARENT }, () =>
      inSpan('inner', { kind: 'client' }, async () => {
        throw new RangeError('the card of kim@fans.example');
      }),
    );
    await expect(failing).rejects.toThrow(RangeError);
    const [inner, outer] = exporter.getFinishedSpans();
    expect(outer?.parentSpanContext?.spanId).toBe('00f067aa0ba902b7');
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.spanContext().traceId).toBe(PARENT.slice(3, 35));
    expect(inner?.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(inner?.attributes).toEqual({ 'error.type': 'RangeError' });
    expect(inner?.events).toEqual([]);
  });

  it('does not mark work that goes on later as failed', async () => {
    ratio = 1;
    const waiting = inSpan('job', { kind: 'consumer', isFault: () => false }, () =>
      Promise.reject(new Error('later')),
    );
    await expect(waiting).rejects.toThrow('later');
    expect(exporter.getFinishedSpans()[0]?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('links a batch to at most 128 recorded commands, and shows each command its batch', async () => {
    ratio = 0;
    const commands = Array.from({ length: 200 }, (_, n) => traceparent(n, n % 2 ? '00' : '01'));
    const links = [undefined, ...commands, ...commands];
    await inSpan('batch', { kind: 'consumer', parent: null, links }, async (batch) => {
      expect(batch.isRecording()).toBe(true);
      recordSpan('decide', { parent: PARENT, batch, startMs: Date.now() - 5, attributes: {} });
    });
    const [decide, batch] = exporter.getFinishedSpans();
    expect(batch?.links).toHaveLength(128);
    expect(decide?.spanContext().traceId).toBe(PARENT.slice(3, 35));
    expect(decide?.links[0]?.context.spanId).toBe(batch?.spanContext().spanId);
  });

  it('records no batch without a recorded command', async () => {
    ratio = 1;
    await inSpan(
      'batch',
      { kind: 'consumer', parent: null, links: [undefined, traceparent(1, '00')] },
      async () => {},
    );
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('records the same share of traces in every process, also if a client asks for a recording', async () => {
    ratio = 0;
    const seen = await inSpan('request', { kind: 'server', parent: PARENT }, async () => activeTraceparent());
    expect(exporter.getFinishedSpans()).toEqual([]);
    expect(readTraceparent(seen)).toMatch(/-00$/);
    expect(
      await inSpan('x', { kind: 'server', parent: PARENT }, () =>
        outsideTraces(async () => activeTraceparent()),
      ),
    ).toBeUndefined();
  });
});
