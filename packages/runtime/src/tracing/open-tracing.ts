import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { TraceSettings, Tracing } from './trace-settings.ts';

/**
 * Lets asynchronous work inherit the trace context of its caller. Records spans only if there is
 * an endpoint; without one the SDK is not loaded.
 */
export async function openTracing(
  settings: TraceSettings,
  service: string,
  onFault: (message: string) => void,
): Promise<Tracing> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return { stop: async () => undefined };
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing({
    service,
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    sampler: settings.OTEL_TRACES_SAMPLER,
    ratio: settings.OTEL_TRACES_SAMPLER_ARG,
    sendEveryMs: settings.OTEL_BSP_SCHEDULE_DELAY,
    onFault,
  });
}
