/** The load generator, a process of its own. Started by `runGenerator`, which sends it one plan. */
import { openHttpConnection } from '../http-connection.ts';
import { makeLatencies } from '../latencies.ts';
import { runLoad } from '../load.ts';
import type { GeneratorMessage, GeneratorPlan } from '../plan.ts';
import { makeJourney } from './journeys.ts';

const tell = (message: GeneratorMessage) => process.send?.(message);

async function run(plan: GeneratorPlan): Promise<void> {
  const connections = await Promise.all(
    Array.from({ length: plan.connections }, (_, n) =>
      openHttpConnection(plan.urls[n % plan.urls.length] ?? ''),
    ),
  );
  const told = makeLatencies(plan.journeys);
  let counting = false;
  const onTold = (milliseconds: number) => {
    if (counting) told.add(milliseconds);
  };
  const result = await runLoad({
    shape: plan.shape,
    connections,
    journey: makeJourney(plan, onTold),
    journeys: plan.journeys,
    timeRefusals: plan.timeRefusals,
    warmupMs: plan.warmupMs,
    measureMs: plan.measureMs,
    onWindow: (event) => {
      counting = event === 'begin';
      tell({ kind: 'window', event });
    },
  });
  for (const connection of connections) connection.close();
  tell({ kind: 'result', result: { ...result, told: told.summary() } });
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
