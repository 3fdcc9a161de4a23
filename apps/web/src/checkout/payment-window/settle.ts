import type { Job } from '@concert-mania/client/jobs';
import { type Problem, ProblemError } from '@concert-mania/client/problem';
import type { Pause } from '@concert-mania/client/send';
import { isPassing } from '../../shell/loading/passing.ts';
import { payStateOf, type Reservation } from '../order/pay-state.ts';

export interface CommandPorts<J extends Job> {
  /** Sends the command and waits for its job. Repetitions must have the same idempotency key. */
  readonly run: (signal: AbortSignal) => Promise<J>;
  readonly pause: Pause;
}

/** The end of a command: its final job, or the refusal to accept it. */
export type CommandEnd<J extends Job> =
  | { readonly kind: 'job'; readonly job: J }
  | { readonly kind: 'refused'; readonly problem: Problem };

const FIRST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 10_000;

/**
 * Repeats a command until its end is known. A lost connection, a long wait or a busy server is no
 * end. Rejects when the signal aborts.
 */
export async function runUntilKnown<J extends Job>(
  { run, pause }: CommandPorts<J>,
  signal: AbortSignal,
): Promise<CommandEnd<J>> {
  for (let tries = 0; ; tries += 1) {
    try {
      return { kind: 'job', job: await run(signal) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ProblemError && !isPassing(error.problem))
        return { kind: 'refused', problem: error.problem };
    }
    await pause(Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries), signal);
  }
}

export interface PayPorts<J extends Job> extends CommandPorts<J> {
  readonly read: (signal: AbortSignal) => Promise<Reservation>;
}

/** The reservation after a pay command. `problem` says why it is not paid; null if it is. */
export interface PayEnd {
  readonly reservation: Reservation;
  readonly problem: Problem | null;
}

/**
 * Pays and waits until the reservation is settled. The command's refusal alone is no end: another
 * payment of the same reservation may be open or may have succeeded.
 */
export async function settlePayment<J extends Job>(ports: PayPorts<J>, signal: AbortSignal): Promise<PayEnd> {
  const end = await runUntilKnown(ports, signal);
  const problem = end.kind === 'refused' ? end.problem : end.job.error;
  for (;;) {
    const reservation = await ports.read(signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof ProblemError && !isPassing(error.problem)) throw error;
      return null;
    });
    if (reservation && payStateOf(reservation).kind !== 'verifying') {
      return { reservation, problem: payStateOf(reservation).kind === 'confirmed' ? null : problem };
    }
    await ports.pause(2 * FIRST_PAUSE_MS, signal);
  }
}
