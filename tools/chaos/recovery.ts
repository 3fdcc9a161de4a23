import { decidedCommands, type RunHistory } from './checks/history.ts';
import type { MadeFault } from './faults/strike.ts';
import { acceptedAt, type CommandKind, type CommandRecord, sentAt } from './history/model.ts';
import { strikes } from './plan/faults.ts';

/** The limit for recovery. */
export const RECOVERY_BAR_MS = 20_000;

/** How soon a lane decided commands after a fault; null if no command shows it. */
interface LaneRecovery {
  readonly lane: string;
  readonly againMs: number | null;
}

export interface Recovery {
  readonly made: MadeFault;
  /** The time until a command was accepted. */
  readonly acceptingMs: number | null;
  readonly lanes: readonly LaneRecovery[];
  /** The longest of these times. */
  readonly worstMs: number | null;
}

/**
 * Scenarios in which the gateway answers at once; in others a payment waits for the gateway itself.
 */
const PROMPT: ReadonlySet<string | null> = new Set([null, 'approve', 'decline', 'duplicate_webhook']);

interface Timed {
  readonly lane: string;
  readonly sent: number;
  readonly decided: number;
}

/**
 * Measures recovery from the end of each fault, or from its beginning if it leaves nothing to
 * repair. A lane (such as the holds of a performance) has recovered when a command sent after the
 * fault began is decided. Ignores time covered by the next fault.
 */
export function measureRecovery(history: RunHistory, faults: readonly MadeFault[]): readonly Recovery[] {
  const timed = decidedCommands(history)
    .filter(({ command }) => PROMPT.has(command.scenario))
    .map(({ command, job }) => ({
      lane: laneOf(command),
      sent: sentAt(command),
      decided: job.decidedAt.getTime(),
    }));
  const accepted = history.commands.flatMap((command) => acceptedAt(command) ?? []).sort((a, b) => a - b);
  return faults.map((made, index) => {
    const from = strikes(made.fault) ? made.struckAt : made.healedAt;
    const until = faults[index + 1]?.struckAt ?? Number.POSITIVE_INFINITY;
    const lanes = lanesAfter(timed, made.struckAt, from, until);
    const acceptedAgain = accepted.find((at) => at > from);
    const acceptingMs = acceptedAgain === undefined ? null : acceptedAgain - from;
    const known = [acceptingMs, ...lanes.map(({ againMs }) => againMs)].filter((ms) => ms !== null);
    return { made, acceptingMs, lanes, worstMs: known.length === 0 ? null : Math.max(...known) };
  });
}

function lanesAfter(
  timed: readonly Timed[],
  struckAt: number,
  from: number,
  until: number,
): readonly LaneRecovery[] {
  const waiting = timed.filter(({ sent, decided }) => sent > struckAt && sent < until && decided > from);
  return [...Map.groupBy(waiting, ({ lane }) => lane)].map(([lane, commands]) => {
    const first = commands.reduce((a, b) => (b.decided < a.decided ? b : a));
    // A command sent after the lane recovered only shows that it had recovered by then.
    return { lane, againMs: first.decided - Math.max(from, first.sent) + idleMs(first, from) };
  });
}

/** Idle time before the first command counts as recovery only if it is at most this long. */
const MOST_IDLE_MS = 2_000;
const idleMs = ({ sent }: Timed, from: number): number => {
  const idle = Math.max(0, sent - from);
  return idle <= MOST_IDLE_MS ? idle : 0;
};

const laneOf = (command: CommandRecord): string => {
  const names: Record<CommandKind, string> = {
    hold: `holds of ${String(command.body.performanceId).slice(-4)}`,
    cancel: 'cancellations',
    'pay-wallet': 'wallet payments',
    'pay-gateway': 'gateway payments',
    'top-up': 'top-ups',
  };
  return names[command.kind];
};
