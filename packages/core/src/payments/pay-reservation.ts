import type { Outcome } from '../shared/outcome.ts';
import { type AdvancePorts, makeAdvancePayment } from './advance-payment.ts';
import type { PayReservation } from './commands.ts';
import type { PaymentGateway } from './gateway.ts';
import {
  type AcceptedCommand,
  type Claim,
  type ClaimTerms,
  GatewayAway,
  type GatewayPay,
  type PaymentStore,
  PaymentUnsettled,
  type WalletPay,
} from './ports.ts';

export interface PayReservationPorts extends AdvancePorts {
  readonly store: AdvancePorts['store'] &
    Pick<PaymentStore, 'findClaim' | 'claimReservation' | 'payFromWallet'>;
  readonly terms: ClaimTerms;
}

/**
 * Pays a held reservation: from the wallet in one transaction, or by the gateway as claim, call, settle. Harmless when
 * called again for the same job. Throws `PaymentUnsettled` while the gateway has not said what became of the money, and
 * `GatewayAway` without touching the hold while there is no use in calling it.
 */
export function makePayReservation(ports: PayReservationPorts) {
  const advance = makeAdvancePayment(ports);
  return async (command: AcceptedCommand<PayReservation>): Promise<Outcome> => {
    if (isWalletPay(command)) return ports.store.payFromWallet(command);
    if (!isGatewayPay(command)) throw new Error('a payment is by wallet or by gateway');
    const claim = () => ports.store.claimReservation(command, ports.terms);
    return finishClaim(await claimIfAnswered(ports, command, claim), advance);
  };
}

/** Begins nothing new while the gateway is away, but goes on with what was begun. Throws `GatewayAway`. */
export async function claimIfAnswered(
  ports: {
    readonly gateway: Pick<PaymentGateway, 'health'>;
    readonly store: Pick<PaymentStore, 'findClaim'>;
  },
  command: AcceptedCommand<unknown>,
  claim: () => Promise<Claim>,
): Promise<Claim> {
  if (ports.gateway.health() !== 'away') return claim();
  const earlier = await ports.store.findClaim(command);
  if (earlier === null) throw new GatewayAway(`${command.jobId} waits for the gateway`);
  return earlier;
}

/** Takes a claim to its end. Throws `PaymentUnsettled` when the end is not known yet. */
export async function finishClaim(
  claim: Claim,
  advance: ReturnType<typeof makeAdvancePayment>,
): Promise<Outcome> {
  if (claim.kind === 'decided') return claim.outcome;
  // A refund that is left to a person is the reconciler's alone to look after.
  const outcome = claim.open.refund?.blocked ? null : await advance(claim.open, claim.kind);
  if (outcome === null) throw new PaymentUnsettled(`${claim.open.payment.id} is not settled yet`);
  return outcome;
}

const isWalletPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<WalletPay> =>
  command.payload.method === 'wallet';
const isGatewayPay = (command: AcceptedCommand<PayReservation>): command is AcceptedCommand<GatewayPay> =>
  command.payload.method === 'gateway';
