import { describeSkew } from '../plan/clock-skew.ts';
import { describeFault } from '../plan/faults.ts';
import type { ChaosView } from '../run.ts';
import { describePlan } from './describe-result.ts';

/** Shows nothing but passes the output on, with the faults in it. */
export const quietView = (onOutput: (line: string) => void): ChaosView => ({
  planned: () => undefined,
  struck: ({ fault }) => onOutput(`chaos at ${new Date().toISOString()}: ${describeFault(fault)}`),
  running: () => undefined,
  settling: () => undefined,
  output: (process, line) => onOutput(`${process} ${line}`),
});

/** Shows a run on a terminal: the plan, a progress line, and each fault when it begins. */
export function makeLiveView(out: NodeJS.WriteStream, onOutput: (line: string) => void): ChaosView {
  const quiet = quietView(onOutput);
  const clear = out.isTTY ? '\r\x1b[K' : '';
  const say = (text: string) => out.write(`${clear}${text}\n`);
  return {
    ...quiet,
    planned: (plan, skew) =>
      say(`${describePlan(plan)}\n  all along  ${describeSkew(skew)}\n\nStarting a system for it …`),
    struck: (planned) => {
      say(`  ${(planned.atMs / 1_000).toFixed(0).padStart(4)} s  ${describeFault(planned.fault)}`);
      quiet.struck(planned);
    },
    running: ({ requests, commands, open }, sinceMs) => {
      if (!out.isTTY) return;
      const count = { ok: 0, refused: 0, unknown: 0 };
      for (const outcomes of requests.values()) {
        for (const [outcome, many] of outcomes) count[outcome.split(' ')[0] as keyof typeof count] += many;
      }
      const seconds = Math.round(sinceMs / 1_000);
      const figures = `${count.ok} ok, ${count.refused} refused, ${count.unknown} unknown, ${open()} open`;
      out.write(`${clear}  ${seconds} s: ${commands.length} commands; requests: ${figures}`);
    },
    settling: () => say('The faults are over; waiting until all work has ended …'),
  };
}
