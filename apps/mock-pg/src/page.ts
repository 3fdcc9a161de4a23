import { html } from 'hono/html';
import { koreanTime } from './answers.ts';
import type { PaymentRecord } from './book.ts';

const won = new Intl.NumberFormat('ko-KR');

/** A page that lists payments, newest first. */
export const paymentsPage = (payments: readonly PaymentRecord[]) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Mock gateway</title>
    <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1c1c28; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: .35rem .8rem; border-bottom: 1px solid #ddd; }
      td.amount { text-align: right; font-variant-numeric: tabular-nums; }
      code { font-size: .85em; }
    </style>
  </head>
  <body>
    <h1>Mock gateway</h1>
    <p>${payments.length === 0 ? 'No payments yet.' : `The newest ${payments.length} payments.`}</p>
    <table>
      <thead>
        <tr><th>Requested</th><th>Order</th><th>Payment key</th><th>Scenario</th><th>Status</th><th>Amount</th><th>Balance</th></tr>
      </thead>
      <tbody>
        ${payments.map(
          (payment) => html`<tr>
          <td>${koreanTime(payment.requestedAt)}</td>
          <td><code>${payment.orderId}</code></td>
          <td><code>${payment.paymentKey}</code></td>
          <td>${payment.scenario}</td>
          <td>${payment.status}${payment.failureCode === null ? '' : ` (${payment.failureCode})`}</td>
          <td class="amount">${won.format(payment.amount)}</td>
          <td class="amount">${won.format(payment.balance)}</td>
        </tr>`,
        )}
      </tbody>
    </table>
  </body>
</html>`;
