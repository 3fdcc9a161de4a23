import { topUpWallet } from '@concert-mania/core/payments/commands';
import { type AddCommand, acceptCommand, submissionOf } from '../../commands/accept-command.ts';
import { commandRoute } from '../../commands/command-route.ts';
import { problem } from '../../http/problems/problem.ts';

const route = commandRoute({
  operationId: 'topUpWallet',
  path: '/v1/wallet/top-ups',
  tags: ['Wallet and payments'],
  summary: 'Put money into the wallet through the payment gateway',
  description: 'Redeems an order of this account and amount once.',
  body: topUpWallet.payload.strict(),
  refusals: ['top_up_order_unknown'],
});

/**
 * `POST /v1/wallet/top-ups`: accepts a top-up of the account's own order; the gateway's approval
 * credits the wallet.
 */
export const addTopUpWallet: AddCommand<'payments'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const command = { name: topUpWallet.name, payload };
    const isOpen = await deps.payments.topUpOrders.isOpen(c.var.account.id, payload);
    // The worker redeems the order; a retry of the top-up after that still gets its job.
    if (!isOpen && !(await deps.commands.knowsKey(submissionOf(c, deps, command)))) {
      return problem(c, 'top_up_order_unknown');
    }
    return acceptCommand(c, deps, command);
  });
};
