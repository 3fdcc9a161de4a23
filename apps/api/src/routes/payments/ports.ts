import type { PaymentReader, PaymentWebhooks } from '@concert-mania/core/payments/ports';
import type { TopUpOrders } from '@concert-mania/core/wallet/top-up-orders';
import type { Webhooks } from './verify-webhook.ts';

/** What the routes about payments need from outside. */
export interface PaymentDeps {
  readonly reader: PaymentReader;
  readonly webhooks: PaymentWebhooks;
  readonly topUpOrders: TopUpOrders;
  /** The signatures of what comes from the gateway. */
  readonly signedWebhooks: Webhooks;
}
