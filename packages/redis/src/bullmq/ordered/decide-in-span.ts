import type { CommandName, CommandOutcome } from '@concert-mania/core/jobs/command-catalogue';
import type { DecidedBatch } from '@concert-mania/core/shared/outcome';
import { inSpan, recordSpan, type Span } from '@concert-mania/runtime/tracing/in-span';
import { isSampled } from '@concert-mania/runtime/tracing/trace-context';
import type { Run } from './next-run.ts';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';

/**
 * Decides commands in a span of its own, linked to the traces of its commands. Each recorded
 * command gets a span in its own trace as well, linked to the batch: links lead only backwards.
 */
export function decideInSpan<N extends CommandName>(
  { handlers }: Pick<OrderedConsumerOptions<N>, 'handlers'>,
  { name, commands }: Run<N>,
): Promise<DecidedBatch<CommandOutcome<N>>> {
  const attributes = () => ({
    'messaging.system': 'bullmq',
    'messaging.batch.message_count': commands.length,
  });
  const links = commands.map((command) => command.traceparent);
  const options = { kind: 'consumer', parent: null, links, attributes } as const;
  return inSpan(`decide batch of ${name}`, options, async (batch) => {
    const startMs = Date.now();
    const decided = await handlers[name](commands);
    if (batch.isRecording()) recordCommands({ name, commands }, { batch, startMs, decided });
    return decided;
  });
}

function recordCommands<N extends CommandName>(
  { name, commands }: Run<N>,
  of: {
    readonly batch: Span;
    readonly startMs: number;
    readonly decided: DecidedBatch<CommandOutcome<N>>;
  },
): void {
  const { batch, startMs } = of;
  for (const { jobId, traceparent: parent } of commands) {
    const status = of.decided.outcomes.get(jobId)?.outcome.status;
    if (status === undefined || !isSampled(parent)) continue;
    const attributes = { 'messaging.message.id': jobId, 'concert_mania.outcome': status };
    recordSpan(`decide ${name}`, { parent, batch, startMs, attributes });
  }
}
