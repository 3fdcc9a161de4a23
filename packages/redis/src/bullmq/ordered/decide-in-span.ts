import type { CommandName, CommandOutcome, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { DecidedBatch } from '@concert-mania/core/shared/outcome';
import { inSpan, recordSpan, type Span } from '@concert-mania/runtime/tracing/in-span';
import { isSampled } from '@concert-mania/runtime/tracing/trace-context';
import type { OrderedConsumerOptions } from './ordered-consumer-options.ts';

type Commands<N extends CommandName> = readonly AcceptedCommand<CommandPayload<N>>[];

/**
 * Decides a batch in a span of its own, linked to the traces of its commands. Each recorded command
 * gets a span in its own trace as well, linked to the batch, because links lead only backwards.
 */
export function decideInSpan<N extends CommandName>(
  { name, decide }: Pick<OrderedConsumerOptions<N>, 'name' | 'decide'>,
  commands: Commands<N>,
): Promise<DecidedBatch<CommandOutcome<N>>> {
  const attributes = () => ({
    'messaging.system': 'bullmq',
    'messaging.batch.message_count': commands.length,
  });
  const links = commands.map((command) => command.traceparent);
  const options = { kind: 'consumer', parent: null, links, attributes } as const;
  return inSpan(`decide batch of ${name}`, options, async (batch) => {
    const startMs = Date.now();
    const decided = await decide(commands);
    if (batch.isRecording()) recordCommands(name, { batch, startMs, commands, decided });
    return decided;
  });
}

function recordCommands<N extends CommandName>(
  name: N,
  of: {
    readonly batch: Span;
    readonly startMs: number;
    readonly commands: Commands<N>;
    readonly decided: DecidedBatch<CommandOutcome<N>>;
  },
): void {
  const { batch, startMs } = of;
  for (const { jobId, traceparent: parent } of of.commands) {
    const status = of.decided.outcomes.get(jobId)?.outcome.status;
    if (status === undefined || !isSampled(parent)) continue;
    const attributes = { 'messaging.message.id': jobId, 'concert_mania.outcome': status };
    recordSpan(`decide ${name}`, { parent, batch, startMs, attributes });
  }
}
