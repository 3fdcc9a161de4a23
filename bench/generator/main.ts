/** The load generator, a process of its own. `startGenerator` starts it and sends it one plan. */
import { openHttpConnection } from './http-connection.ts';
import { makeJourney } from './journeys.ts';
import { runLoad } from './load.ts';
import type { GeneratorMessage, GeneratorPlan } from './plan.ts';

const tell = (message: GeneratorMessage) => process.send?.(message);

async function run(plan: GeneratorPlan): Promise<void> {
  const { protocol, urls } = plan;
  const options = { discardBodies: protocol.kind === 'request' && protocol.discardBodies === true };
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, (_, n) =>
      openHttpConnection(urls[n % urls.length] ?? '', options),
    ),
  );
  const result = await runLoad({
    shape: plan.shape,
    connections,
    journey: makeJourney(plan),
    journeys: plan.journeys,
    timeRefusals: plan.timeRefusals ?? false,
    warmupMs: plan.warmupMs,
    measureMs: plan.measureMs,
    onWindow: (event) => tell({ kind: 'window', event }),
  });
  for (const connection of connections) connection.close();
  tell({ kind: 'result', result });
}

process.once('message', (plan: GeneratorPlan) => {
  run(plan).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
tell({ kind: 'ready' });
