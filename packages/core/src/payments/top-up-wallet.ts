import type { AcceptedCommand } from '../shared/command.ts';
import { isTopUpOutcome, type TopUpOutcome, type TopUpWallet } from './commands.ts';
import { type GatewayClaimPorts, makeGatewayClaim } from './pay-reservation.ts';
import type { PaymentStore } from './ports.ts';

export interface TopUpWalletPorts extends GatewayClaimPorts {
  readonly store: GatewayClaimPorts['store'] & Pick<PaymentStore, 'claimTopUp'>;
}

/**
 * Credits a wallet with money confirmed by the gateway, once, whatever is retried. Throws `PaymentUnsettled` while the
 * gateway has not said what became of the money, `GatewayAway` while there is no use in calling it.
 */
export const makeTopUpWallet = (
  ports: TopUpWalletPorts,
): ((command: AcceptedCommand<TopUpWallet>) => Promise<TopUpOutcome>) =>
  makeGatewayClaim(ports, ports.store.claimTopUp, isTopUpOutcome);
