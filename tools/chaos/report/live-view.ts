import { describeSkew } from '../plan/clock-skew.ts';
import { describeFault } from '../plan/faults.ts';
import type { ChaosView } from '../run.ts';
import { describePlan } from './describe-result.ts';

/** Shows a run on a terminal: the plan, a progress line, and each fault when it begins. */
export function makeLiveView(out: NodeJS.WriteStream, onOutput: (line: string) => void): ChaosView {
  const clear = out.isTTY ? '\r\x1b[K' : '';
  const say = (text: string) => out.write(`${clear}${text}\n`);
  return {
    starting: (line) => onOutput(`chaos ${line}`),
    planned: (plan, skew) =>
      say(`${describePlan(plan)}\n  all along  ${describeSkew(skew)}\n\nStarting a system for it …`),
    struck: ({ atMs, fault }) => {
      say(`  ${(atMs / 1_000).toFixed(0).padStart(4)} s  ${describeFault(fault)}`);
      onOutput(`chaos at ${new Date().toISOString()}: ${describeFault(fault)}`);
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
    output: (process, line) => onOutput(`${process} ${line}`),
  };
}

/** Shows nothing, for runs that only print a line at the end. */
export const quietView = (onOutput: (line: string) => void): ChaosView => ({
  starting: () => undefined,
  planned: () => undefined,
  struck: ({ fault }) => onOutput(`chaos at ${new Date().toISOString()}: ${describeFault(fault)}`),
  running: () => undefined,
  settling: () => undefined,
  output: (process, line) => onOutput(`${process} ${line}`),
});
