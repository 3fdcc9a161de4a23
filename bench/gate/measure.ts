import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { figureOf } from '../report/series.ts';
import type { Scenario } from '../scenario.ts';
import { prepareDoor, SIGNING_SECRET } from './door.ts';
import { type GateResults, reportGate } from './report.ts';
import { FULL, type GateSettings, QUICK } from './settings.ts';

/** Scans at two gates: at a fixed rate, and as many as the system takes. */
export const gate: Scenario<GateSettings> = {
  title: 'The door',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const measured = await withBench(
      {
        replicas: only({ api: 1, 'hold-worker': 1 }),
        environment: { TICKET_SIGNING_KEYS: SIGNING_SECRET },
        log,
      },
      async (bench) => {
        const yardsticks = await measureYardsticks(bench, settings.connections, log);
        log(`${settings.tickets} tickets`);
        const door = await prepareDoor(bench, settings);
        const { scansPerSecond: ratePerSecond } = settings;
        const loads = await inTurns(
          {
            steady: () => door.measure({ kind: 'open', ratePerSecond }),
            full: () => door.measure({ kind: 'closed' }),
          },
          settings,
          log,
        );
        return { machine: bench.machine, yardsticks, ...loads };
      },
    );
    const results: GateResults = { settings, ...measured };
    return {
      machine: measured.machine,
      sections: reportGate(results),
      figures: [
        ['check-ins at two gates at a fixed rate', figureOf('scans/s', { runs: measured.steady })],
        ['check-ins at two gates, as many as it takes', figureOf('scans/s', { runs: measured.full })],
      ],
      coresElsewhere: mostElsewhere([...measured.steady, ...measured.full]),
      results,
    };
  },
};
