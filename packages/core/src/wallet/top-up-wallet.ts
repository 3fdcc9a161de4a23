import { type AdvancePorts, makeAdvancePayment } from '../payments/advance-payment.ts';
import { claimIfAnswered, finishClaim } from '../payments/pay-reservation.ts';
import type { AcceptedCommand, ClaimTerms, PaymentStore } from '../payments/ports.ts';
import type { Outcome } from '../shared/outcome.ts';
import type { TopUpWallet } from './commands.ts';

export interface TopUpWalletPorts extends AdvancePorts {
  readonly store: AdvancePorts['store'] & Pick<PaymentStore, 'findClaim' | 'claimTopUp'>;
  readonly terms: ClaimTerms;
}

/**
 * Credits a wallet with money confirmed by the gateway, once, whatever is retried. Throws `PaymentUnsettled` while the
 * gateway has not said what became of the money, `GatewayAway` while there is no use in calling it.
 */
export function makeTopUpWallet(ports: TopUpWalletPorts) {
  const advance = makeAdvancePayment(ports);
  return async (command: AcceptedCommand<TopUpWallet>): Promise<Outcome> => {
    const claim = () => ports.store.claimTopUp(command, ports.terms);
    return finishClaim(await claimIfAnswered(ports, command, claim), advance);
  };
}
