import type { Outcome } from '../shared/outcome.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import type { PayReservation } from './commands.ts';
import {
  type AcceptedCommand,
  type Claim,
  type ClaimTerms,
  type GatewayPay,
  type PaymentStore,
  PaymentUnsettled,
  type WalletPay,
} from './ports.ts';

export interface PayReservationPorts extends AdvancePorts {
  readonly store: AdvancePorts['store'] & Pick<PaymentStore, 'claimReservation' | 'payFromWallet'>;
  readonly terms: ClaimTerms;
}

/**
 * Pays a held reservation: from the wallet in one transaction, or by the gateway as claim, call, settle. Harmless when
 * called again for the same job. Throws `PaymentUnsettled` while the gateway has not said what became of the money.
 */
export function makePayReservation(ports: PayReservationPorts) {
  const advance = makeAdvancePayment(ports);
  return async (command: AcceptedCommand<PayReservation>): Promise<Outcome> => {
    if (isWalletPay(command)) return ports.store.payFromWallet(command);
    if (!isGatewayPay(command)) throw new Error('a payment is by wallet or by gateway');
    return finishClaim(await ports.store.claimReservation(command, ports.terms), advance);
  };
}

/** Takes a claim to its end. Throws `PaymentUnsettled` when the end is not known yet. */
export async function finishClaim(
  claim: Claim,
  advance: ReturnType<typeof makeAdvancePayment>,
): Promise<Outcome> {
  if (claim.kind === 'decided') return claim.outcome;
  const outcome = await advance(claim.open, claim.kind);
  if (outcome === null) throw new PaymentUnsettled(`${claim.open.payment.id} is not settled yet`);
  return outcome;
}

const isWalletPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<WalletPay> =>
  command.payload.method === 'wallet';
const isGatewayPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<GatewayPay> =>
  command.payload.method === 'gateway';
