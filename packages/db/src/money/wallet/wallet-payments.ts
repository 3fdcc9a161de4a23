import type { PayOutcome, WalletPay } from '@concert-mania/core/payments/commands';
import { decideWalletBatch, decideWalletPay } from '@concert-mania/core/payments/decide-wallet-payment';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { NewId } from '@concert-mania/core/shared/ids';
import type { Database } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { inBatches, type OnFallback } from '../in-batches.ts';
import { findOutcome, lockToPay } from '../load-money.ts';
import { lockExpiredSeats } from '../payments/claims.ts';
import { writeMoney } from '../write-money.ts';

type Pay = AcceptedCommand<WalletPay>;

interface Terms {
  readonly onFallback?: OnFallback | undefined;
  readonly lateMs: number;
}

/** Pays from wallets in batches. Payments that a batch leaves undecided are made alone. */
export const makeWalletPayments = (
  db: Database,
  newId: NewId,
  { onFallback, lateMs }: Terms,
): ((command: Pay) => Promise<PayOutcome>) =>
  inBatches({
    together: (commands) => payTogether(db, newId, commands, lateMs),
    alone: (command) => payAlone(db, newId, command, lateMs),
    onFallback,
  });

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
