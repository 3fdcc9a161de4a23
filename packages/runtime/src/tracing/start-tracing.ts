import { setTimeout as delay } from 'node:timers/promises';
import { DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { recordSpans } from './in-span.ts';
import { makeSampler } from './sampler.ts';
import type { SamplerName, Tracing } from './trace-settings.ts';

export interface TracingOptions {
  /** The name of the process in traces. */
  readonly service: string;
  readonly url: string;
  readonly sampler: SamplerName;
  /** The share of traces that are recorded, from 0 to 1. */
  readonly ratio: number;
  readonly sendEveryMs: number;
  /** A problem of the SDK, for example a collector that does not answer. */
  readonly onFault: (message: string) => void;
}

const MAX_MESSAGE_CHARS = 300;
/** How long a collector that hangs may delay the end of the process. */
const FAREWELL_MS = 2_000;

/**
 * Records spans and sends them as OTLP JSON. The exporter has a queue of 2,048 spans and drops what
 * does not fit, so a collector that hangs costs no memory.
 */
export function startTracing(options: TracingOptions): Tracing {
  const tell = (message: string) => options.onFault(message.slice(0, MAX_MESSAGE_CHARS));
  const ignore = () => undefined;
  const logger = { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': options.service }))
    .merge(detectResources({ detectors: [envDetector] }));
  const exporter = new OTLPTraceExporter({ url: options.url });
  const provider = new TracerProvider({
    resource,
    sampler: makeSampler(options.sampler, options.ratio),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: options.sendEveryMs })],
  });
  trace.setGlobalTracerProvider(provider);
  recordSpans();
  return {
    stop: () => {
      const sent = provider.shutdown().catch((error: unknown) => tell(String(error)));
      return Promise.race([sent, delay(FAREWELL_MS, undefined, { ref: false })]);
    },
  };
}
