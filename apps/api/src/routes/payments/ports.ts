import type { PaymentReader, PaymentWebhooks } from '@concert-mania/core/payments/ports';
import type { TopUpOrders } from '@concert-mania/core/wallet/top-up-orders';
import type { Webhooks } from './verify-webhook.ts';

/** The dependencies of the payment routes. */
export interface PaymentDeps {
  readonly reader: PaymentReader;
  readonly webhooks: PaymentWebhooks;
  readonly topUpOrders: TopUpOrders;
  /** Checks the signatures of the gateway's webhooks. */
  readonly signedWebhooks: Webhooks;
}
