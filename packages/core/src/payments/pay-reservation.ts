import type { AcceptedCommand } from '../shared/command.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import {
  type GatewayPay,
  isPayOutcome,
  type MoneyOutcome,
  type PayOutcome,
  type PayReservation,
  type WalletPay,
} from './commands.ts';
import type { PaymentGateway } from './gateway/gateway.ts';
import {
  type Claim,
  type ClaimTerms,
  GatewayAway,
  type GatewaySlots,
  type PaymentStore,
  type PaymentTerms,
  PaymentUnsettled,
} from './ports.ts';

export interface GatewayClaimPorts extends AdvancePorts {
  readonly gateway: PaymentGateway;
  readonly store: AdvancePorts['store'] & Pick<PaymentStore, 'findClaim' | 'releaseDuePayments'>;
  readonly terms: PaymentTerms;
  /** For first calls only; repeated calls take no slot. */
  readonly slots: GatewaySlots;
}

export interface PayReservationPorts extends GatewayClaimPorts {
  readonly store: GatewayClaimPorts['store'] & Pick<PaymentStore, 'claimReservation' | 'payFromWallet'>;
}

/**
 * Pays a hold: from the wallet in one transaction, or by the gateway as claim, call, settle.
 * Idempotent per job. Throws `PaymentUnsettled` while the outcome at the gateway is unknown, and
 * `GatewayAway`, with the hold unchanged, while it is not called.
 */
export function makePayReservation(ports: PayReservationPorts) {
  const byGateway = makeGatewayClaim(ports, ports.store.claimReservation, isPayOutcome);
  return async (command: AcceptedCommand<PayReservation>): Promise<PayOutcome> => {
    if (isWalletPay(command)) return ports.store.payFromWallet(command);
    if (!isGatewayPay(command)) throw new Error(`${command.jobId} has an unknown payment method`);
    return byGateway(command);
  };
}

/**
 * Claims at once and makes the first call to the gateway once a slot is free. If the line for the
 * slots is full or too slow, the reconciler calls and wakes the job, so a slow gateway delays no
 * claim.
 */
export function makeGatewayClaim<P, O extends MoneyOutcome>(
  ports: GatewayClaimPorts,
  claimWith: (command: AcceptedCommand<P>, terms: ClaimTerms) => Promise<Claim<MoneyOutcome>>,
  isOurs: (outcome: MoneyOutcome) => outcome is O,
): (command: AcceptedCommand<P>) => Promise<O> {
  const advance = makeAdvancePayment(ports);
  const { gateway, store, slots, terms } = ports;

  const claim = async (command: AcceptedCommand<P>, sent: boolean): Promise<Claim<MoneyOutcome>> => {
    if (gateway.health() === 'away') {
      const earlier = await store.findClaim(command);
      if (earlier === null) throw new GatewayAway(`${command.jobId} waits for the gateway`);
      return earlier;
    }
    return claimWith(
      command,
      sent
        ? { sent, payingMs: terms.payingMs, checkAfterMs: terms.checkAfterMs }
        : { sent, payingMs: terms.queuedMs, checkAfterMs: 0 },
    );
  };

  const decided = ({ jobId }: AcceptedCommand<P>, outcome: MoneyOutcome): O => {
    if (isOurs(outcome)) return outcome;
    throw new Error(`${jobId} was decided with the result of another command`);
  };

  return async (command) => {
    const place = slots.tryEnter();
    try {
      const claimed = await claim(command, place !== null);
      if (claimed.kind === 'decided') return decided(command, claimed.outcome);
      if (claimed.kind === 'resumed') throw new PaymentUnsettled(`${claimed.paymentId} is not settled yet`);
      const { id } = claimed.open.payment;
      if (place === null) throw new PaymentUnsettled(`${id} waits for a call to the gateway`);
      const outcome = await advance(claimed.open, 'claimed', place.call);
      if (outcome !== null) return decided(command, outcome);
      await store.releaseDuePayments([id]);
      throw new PaymentUnsettled(`${id} is not settled yet`);
    } finally {
      place?.leave();
    }
  };
}

const isWalletPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<WalletPay> =>
  command.payload.method === 'wallet';
const isGatewayPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<GatewayPay> =>
  command.payload.method === 'gateway';
