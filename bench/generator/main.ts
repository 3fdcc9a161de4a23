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
  const onWindow = (event: 'begin' | 'end') => tell({ kind: 'window', event });
  const result = await runLoad({ ...plan, connections, journey: makeJourney(plan), onWindow });
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
