import type { AcceptedCommand } from '../../shared/command.ts';
import type { Outcome } from '../../shared/outcome.ts';
import type { CheckInKind } from './check-in-kinds.ts';
import { type DecidedScans, decideScans, type GateState, type Scan } from './decide-scans.ts';

/** A command with its scans, in the order in which they are decided. */
export interface AskedCheckIn<P> {
  readonly command: AcceptedCommand<P>;
  readonly scans: readonly Scan[];
}

export interface DecidedCheckIns<P, O extends Outcome> {
  readonly decisions: readonly { readonly command: AcceptedCommand<P>; readonly outcome: O }[];
  readonly scans: DecidedScans;
}

/** The scans that commands ask for. */
export const askCheckIns = <P>(
  { scansOf }: Pick<CheckInKind<string, P, Outcome>, 'scansOf'>,
  commands: readonly AcceptedCommand<P>[],
): readonly AskedCheckIn<P>[] => commands.map((command) => ({ command, scans: scansOf(command) }));

/** Decides commands in order. Each succeeds, with the answers to its scans. */
export function decideCheckIns<P, O extends Outcome>(
  { outcomeOf }: Pick<CheckInKind<string, P, O>, 'outcomeOf'>,
  state: GateState,
  asked: readonly AskedCheckIn<P>[],
): DecidedCheckIns<P, O> {
  const scans = decideScans(
    state,
    asked.flatMap((each) => each.scans),
  );
  let next = 0;
  const decisions = asked.map(({ command, scans: { length } }) => {
    const answers = scans.answers.slice(next, next + length);
    next += length;
    const byScan = new Map(answers.map((answer) => [answer.scanId, answer]));
    return { command, outcome: outcomeOf(command, byScan) };
  });
  return { decisions, scans };
}
