import type { AcceptedCommand } from '../shared/command.ts';
import { isTopUpOutcome, type TopUpOutcome, type TopUpWallet } from './commands.ts';
import { type GatewayClaimPorts, makeGatewayClaim } from './pay-reservation.ts';
import type { PaymentStore } from './ports.ts';

export interface TopUpWalletPorts extends GatewayClaimPorts {
  readonly store: GatewayClaimPorts['store'] & Pick<PaymentStore, 'claimTopUp'>;
}

/**
 * Credits a wallet once with money confirmed by the gateway. Throws `PaymentUnsettled` while the
 * outcome at the gateway is unknown, and `GatewayAway` while it is not called.
 */
export const makeTopUpWallet = (
  ports: TopUpWalletPorts,
): ((command: AcceptedCommand<TopUpWallet>) => Promise<TopUpOutcome>) =>
  makeGatewayClaim(ports, ports.store.claimTopUp, isTopUpOutcome);
