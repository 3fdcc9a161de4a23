import type { PayOutcome, WalletPay } from '@concert-mania/core/payments/commands';
import { decideWalletBatch, decideWalletPay } from '@concert-mania/core/payments/decide-wallet-payment';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { NewId } from '@concert-mania/core/shared/ids';
import { batchWhileBusy } from '@concert-mania/runtime/async/batch-calls';
import { outsideTraces } from '@concert-mania/runtime/tracing/trace-context';
import type { Database } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { findOutcome, lockToPay } from '../load-money.ts';
import { lockExpiredSeats } from '../payments/claims.ts';
import { writeMoney } from '../write-money.ts';

type Pay = AcceptedCommand<WalletPay>;

/** Called when a batch of payments fails and each is made alone: why, and how many. */
export type OnFallback = (error: unknown, payments: number) => void;

/** While this many transactions are open, new payments wait and share the next one. */
const CONCURRENCY = 2;
const MAX_BATCH = 50;

interface Terms {
  readonly onFallback?: OnFallback | undefined;
  readonly lateMs: number;
}

/**
 * Pays from wallets. Payments that arrive while others are being made share one transaction, which
 * costs little more than that of one. Those that a batch leaves undecided are made alone.
 */
export function makeWalletPayments(
  db: Database,
  newId: NewId,
  { onFallback, lateMs }: Terms,
): (command: Pay) => Promise<PayOutcome> {
  return batchWhileBusy(
    // A batch runs in the trace of whichever payment started it; its events name their own.
    (commands) =>
      outsideTraces(async () => {
        // After a fault each payment finds out alone whether it was made.
        const fall = (error: unknown) => {
          onFallback?.(error, commands.length);
          return NONE;
        };
        const made = commands.length > 1 ? await payTogether(db, newId, commands, lateMs).catch(fall) : NONE;
        return commands.map((command) => made.get(command) ?? payAlone(db, newId, command, lateMs));
      }),
    { most: MAX_BATCH, concurrency: CONCURRENCY },
  );
}

const NONE: ReadonlyMap<Pay, PayOutcome> = new Map();

const wanted = ({ accountId, payload }: Pay) => ({ id: payload.reservationId, accountId });

const payTogether = (
  db: Database,
  newId: NewId,
  commands: readonly Pay[],
  lateMs: number,
): Promise<ReadonlyMap<Pay, PayOutcome>> =>
  db.transaction(
    async (tx) => {
      const state = await lockToPay(tx, commands.map(wanted));
      return writeMoney(tx, decideWalletBatch(commands, state, lateMs, newId), state.balances);
    },
    { byKey: true },
  );

/** A job decided before is noticed because its outcome cannot be written twice. */
async function payAlone(db: Database, newId: NewId, command: Pay, lateMs: number): Promise<PayOutcome> {
  try {
    return await db.transaction(async (tx) => {
      const { reservations, balances } = await lockToPay(tx, [wanted(command)]);
      const locked = reservations[0] ?? null;
      const seats = await lockExpiredSeats(tx, command, locked, lateMs);
      const walletAmount = balances.get(command.accountId) ?? 0;
      const decision = decideWalletPay(command, { locked, seats, walletAmount }, lateMs, newId);
      // A refusal may be the effect of an earlier delivery of the job.
      const earlier =
        decision.answer.status === 'rejected' ? await findOutcome<'payment.pay'>(tx, command) : null;
      return earlier ?? writeMoney(tx, decision, balances);
    });
  } catch (error) {
    const earlier = error instanceof PartNotWritten ? await findOutcome<'payment.pay'>(db, command) : null;
    if (earlier === null) throw error;
    return earlier;
  }
}
