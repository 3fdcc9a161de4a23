import { z } from 'zod';

/** The variables of OpenTelemetry that we read ourselves; the exporter reads the others. */
export const traceSettings = z.object({
  /** Switches tracing on: spans are sent to `<endpoint>/v1/traces`. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_TRACES_SAMPLER: z.enum(['traceidratio', 'parentbased_traceidratio']).default('traceidratio'),
  /** The share of traces that are recorded. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(0.01),
  /** The interval between two exports, in milliseconds. */
  OTEL_BSP_SCHEDULE_DELAY: z.coerce.number().int().min(10).max(60_000).default(5_000),
});
export type TraceSettings = z.infer<typeof traceSettings>;
export type SamplerName = TraceSettings['OTEL_TRACES_SAMPLER'];

export interface Tracing {
  /** Sends the last spans. Never rejects. */
  stop(): Promise<void>;
}
