import { TraceFlags } from '@opentelemetry/api';
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { SamplerName } from './trace-settings.ts';

/**
 * Records a share of the traces, chosen by trace id, so that all processes choose the same ones.
 * `traceidratio` ignores the decision of clients. A batch is recorded if one of its links is.
 */
export function makeSampler(name: SamplerName, ratio: number): Sampler {
  const byTraceId = new TraceIdRatioBasedSampler(ratio);
  const own: Sampler = {
    shouldSample: (parent, traceId, _name, _kind, _attributes, links) => {
      if (links.length === 0) return byTraceId.shouldSample(parent, traceId);
      const isRecorded = links.some((link) => (link.context.traceFlags & TraceFlags.SAMPLED) !== 0);
      return { decision: isRecorded ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
    },
    toString: () => `${name}{${ratio}}`,
  };
  if (name === 'parentbased_traceidratio') return new ParentBasedSampler({ root: own });
  return new ParentBasedSampler({ root: own, remoteParentSampled: own, remoteParentNotSampled: own });
}
