import type { Measured } from '../generator/run-generator.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import { cpuTable, throughputTable, yardstickColumn, yardstickLine } from '../report/series.ts';
import { whole } from '../report/tables.ts';
import type { GateSettings } from './settings.ts';

export interface GateResults {
  readonly settings: GateSettings;
  readonly yardsticks: Yardsticks;
  readonly steady: readonly Measured[];
  readonly full: readonly Measured[];
}

export function reportGate({ settings, yardsticks, steady, full }: GateResults): readonly string[] {
  const { tickets, gates, scansPerSecond, repetitions, measureMs, connections } = settings;
  const series = [
    { name: `${whole(scansPerSecond)} scans/s due`, runs: steady },
    { name: 'as many as it takes', runs: full },
  ];
  return [
    `## Scans at ${gates.length} gates`,
    `\`POST /v1/gate/check-ins\` with \`Prefer: wait\`, of ${whole(tickets)} tickets of one performance, each once; somebody follows the counts. Only admitted scans count, and as many tickets must be used afterwards. Medians of ${repetitions} × ${measureMs / 1_000} s each, taken in turns; 1 API process, 1 hold-worker. Latency counts from the moment a scan was due to its committed answer (first row), or from its request (second row, ${connections} connections).`,
    throughputTable('scans/s', series, yardstickColumn(yardsticks)),
    yardstickLine(yardsticks),
    'Cores in use and CPU microseconds per scan:',
    cpuTable(series),
  ];
}
