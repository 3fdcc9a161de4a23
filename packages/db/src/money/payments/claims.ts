import type { GatewayPay, MoneyOutcome, WalletPay } from '@concert-mania/core/payments/commands';
import {
  decideGatewayPay,
  decideTopUp,
  type PayableState,
  refusePaymentTaken,
  refuseTopUpTaken,
  takesSeatsAgain,
} from '@concert-mania/core/payments/decide-payment';
import {
  decideClaimBatch,
  type WantedClaim,
} from '@concert-mania/core/payments/gateway/decide-gateway-batch';
import type { Decision } from '@concert-mania/core/payments/money-changes';
import type { Claim, PaymentStore } from '@concert-mania/core/payments/ports';
import type { AcceptedCommand, CommandReference } from '@concert-mania/core/shared/command';
import type { NewId } from '@concert-mania/core/shared/ids';
import { needsOpenOrder } from '@concert-mania/core/wallet/top-up-orders';
import { type Database, prepared, type Queryable } from '../../connection/database.ts';
import { PartNotWritten } from '../../connection/part-not-written.ts';
import { lockReservation, lockReservations } from '../../reservations/reservation-changes.ts';
import { lockEndedSeats } from '../../reservations/reservation-seats.ts';
import { inBatches, type OnFallback } from '../in-batches.ts';
import { REDEEMED } from '../wallet/top-up-orders.ts';
import { writeMoney } from '../write-money.ts';
import { STARTED } from './started-payments.ts';

/** The verbs that begin a payment through the gateway. */
export function makeClaims(
  db: Database,
  newId: NewId,
  { onFallback, lateMs }: { readonly onFallback?: OnFallback | undefined; readonly lateMs: number },
): Pick<PaymentStore, 'findClaim' | 'claimReservation' | 'claimTopUp'> {
  const claimReservation = inBatches<WantedClaim, Claim<MoneyOutcome>>({
    together: (wanted) =>
      db.transaction(
        async (tx) => {
          const ids = wanted.map(({ command }) => command.payload.reservationId);
          return writeMoney(tx, decideClaimBatch(wanted, await lockReservations(tx, ids), lateMs, newId));
        },
        { byKey: true },
      ),
    alone: ({ command, terms }) =>
      claim(db, command, {
        decide: async (tx) => {
          const locked = await lockReservation(tx, command.payload.reservationId);
          const state = { locked, seats: await lockExpiredSeats(tx, command, locked, lateMs) };
          return decideGatewayPay(command, state, { ...terms, lateMs }, newId);
        },
        refuse: () => refusePaymentTaken(command),
      }),
    onFallback,
  });
  return {
    findClaim: async (command) => (await findEarlier(db, command)).claim,

    claimReservation: (command, terms) => claimReservation({ command, terms }),

    claimTopUp: async (command, terms) => {
      const redeems = needsOpenOrder(command.payload.orderId);
      return claim(db, command, {
        decide: async (tx) => {
          const { claim: earlier, now } = await findEarlier(tx, command);
          return earlier
            ? { answer: earlier, changes: [] }
            : decideTopUp(command, { now, redeems }, terms, newId);
        },
        refuse: (taken) => refuseTopUpTaken(command, taken, redeems),
      });
    },
  };
}

/** The seats of an expired reservation that a payment may take again. */
export const lockExpiredSeats = async (
  tx: Queryable,
  command: AcceptedCommand<GatewayPay | WalletPay>,
  locked: PayableState['locked'],
  lateMs: number,
): Promise<PayableState['seats']> =>
  locked && takesSeatsAgain(command, locked, lateMs) ? lockEndedSeats(tx, locked.reservation) : null;

interface ClaimSteps {
  /** Locks, loads and decides. */
  decide(tx: Queryable): Promise<Decision<Claim<MoneyOutcome>>>;
  /** Refuses a claim whose payment or order is taken. */
  refuse(taken: 'payment' | 'order'): Decision<Claim<MoneyOutcome>>;
}

/**
 * Writes a claim, unless an earlier delivery of its job has one: a refusal may be the effect of
 * that. If its payment or order turns out to be taken, rolls back and refuses it.
 */
async function claim(
  db: Database,
  command: CommandReference,
  { decide, refuse }: ClaimSteps,
): Promise<Claim<MoneyOutcome>> {
  const write = async (tx: Queryable, decision: Decision<Claim<MoneyOutcome>>) =>
    (decision.answer.kind === 'decided' ? (await findEarlier(tx, command)).claim : null) ??
    writeMoney(tx, decision);
  try {
    return await db.transaction(async (tx) => write(tx, await decide(tx)));
  } catch (error) {
    if (!(error instanceof PartNotWritten) || !TAKEN.has(error.part)) throw error;
    const taken = error.part === REDEEMED ? 'order' : 'payment';
    return db.transaction(async (tx) => {
      // Takes the same locks again, so that no other delivery of the job claims at the same time.
      await decide(tx);
      return write(tx, refuse(taken));
    });
  }
}

const TAKEN: ReadonlySet<string> = new Set([STARTED, REDEEMED]);

const FIND_EARLIER = prepared(`select clock_timestamp() as now, o.outcome, p.id as payment_id
  from (values ($1::text)) as j (id)
  left join command_outcomes o on o.job_id = j.id and o.outcome->>'status' <> 'failed'
  left join payments p on p.job_id = j.id`);

interface EarlierRow {
  now: Date;
  outcome: MoneyOutcome | null;
  payment_id: string | null;
}

/** The outcome of a job, or the payment that an earlier delivery of it left in progress. */
async function findEarlier(
  tx: Queryable,
  { jobId }: CommandReference,
): Promise<{ readonly claim: Claim<MoneyOutcome> | null; readonly now: Date }> {
  const [row] = await tx.query<EarlierRow>(FIND_EARLIER, [jobId]);
  if (!row) throw new Error(`the query for an earlier claim of ${jobId} returned no row`);
  const { now, outcome, payment_id: paymentId } = row;
  if (outcome) return { now, claim: { kind: 'decided', outcome } };
  return { now, claim: paymentId === null ? null : { kind: 'resumed', paymentId } };
}
