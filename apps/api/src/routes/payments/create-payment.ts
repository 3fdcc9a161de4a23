import { payReservation } from '@concert-mania/core/payments/commands';
import { z } from '@hono/zod-openapi';
import { type AddCommand, acceptCommand } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { problem } from '../../http/problems/problem.ts';
import { verifiedEmail } from '../../middleware/verified-email.ts';

const [byWallet, byGateway] = payReservation.payload.options;
const body = z.discriminatedUnion('method', [
  byWallet.strict().openapi('WalletPaymentRequest'),
  byGateway.strict().openapi('GatewayPaymentRequest'),
]);

const route = commandRoute({
  operationId: 'payReservation',
  path: '/v1/payments',
  tags: ['Wallet and payments'],
  summary: 'Pay a held reservation, from the wallet or by the gateway',
  description:
    'A free reservation is confirmed with method `wallet`; by the gateway it is 422 `nothing_to_pay`.',
  guards: [verifiedEmail],
  body,
  refusals: ['email_not_verified', 'reservation_not_found', 'amount_mismatch', 'nothing_to_pay', 422],
});

/** `POST /v1/payments`: accepts a payment of the caller's own reservation with its exact amount. */
export const addCreatePayment: AddCommand<'payments'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const amount = await deps.payments.reader.findPayableAmount(c.get('account').id, payload.reservationId);
    if (amount === null) return problem(c, 'reservation_not_found');
    if (payload.method === 'gateway' && amount === 0) return problem(c, 'nothing_to_pay');
    if (payload.method === 'gateway' && payload.amount !== amount) return problem(c, 'amount_mismatch');
    return acceptCommand(c, deps, { name: 'payment.pay', payload });
  });
};
