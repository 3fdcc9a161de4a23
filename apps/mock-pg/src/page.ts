import { html } from 'hono/html';
import { koreanTime } from './answers.ts';
import type { PaymentRecord } from './book.ts';

const won = new Intl.NumberFormat('ko-KR');

const STYLE = html`<style>
  :root { color-scheme: light dark; --line: #8884; --soft: light-dark(#5c6470, #a9b1bd); }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; }
  .scroll { overflow-x: auto; }
  @media (max-width: 40rem) { body { margin: 1rem; } }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
  .amount { text-align: right; font-variant-numeric: tabular-nums; }
  code { font-size: .85em; }
  td code { display: inline-block; max-width: 11rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
  form { display: inline-flex; gap: .4rem; margin: 0; }
  button { font: inherit; font-size: .9em; padding: .1rem .7rem; cursor: pointer; }
  .waits { font-weight: 600; }
  .note { color: var(--soft); }
</style>`;

const decisions = (
  paymentKey: string,
) => html`<form method="post" action="/mock/payments/${encodeURIComponent(paymentKey)}/decision">
  <button name="decision" value="approve">Approve</button>
  <button name="decision" value="decline">Decline</button>
  <button name="decision" value="delay" title="Approve after five seconds">Delay</button>
</form>`;

const row = (payment: PaymentRecord, waits: boolean) => html`<tr>
  <td>${koreanTime(payment.requestedAt).slice(0, -6).replace('T', ' ')}</td>
  <td><code title="${payment.orderId}">${payment.orderId}</code></td>
  <td>${payment.scenario}</td>
  <td>${payment.status}${payment.failureCode === null ? '' : ` (${payment.failureCode})`}
    ${waits ? html`<span class="waits">– the shop waits</span>` : ''}</td>
  <td>${payment.status === 'IN_PROGRESS' ? decisions(payment.paymentKey) : ''}</td>
  <td class="amount">${won.format(payment.amount)}</td>
  <td class="amount">${won.format(payment.balance)}</td>
  <td><code title="${payment.paymentKey}">${payment.paymentKey}</code></td>
</tr>`;

/** A page that lists payments, newest first, and lets a person decide about unconfirmed ones. */
export const paymentsPage = (
  payments: readonly PaymentRecord[],
  isWaiting: (paymentKey: string) => boolean,
) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <script src="/mock/page.js" defer></script>
    <title>Mock gateway</title>
    ${STYLE}
  </head>
  <body>
    <h1>Mock gateway</h1>
    <main>
    <p id="count">${payments.length === 0 ? 'No payments yet.' : `Newest payments: ${payments.length}.`}</p>
    <p class="note">Until a payment is confirmed you can decide it here: your choice is the answer to its confirmation, at once
      if the shop is waiting for it, otherwise when the shop asks. With the scenario <code>manual</code> the shop waits for you.
      Amounts are in won, times are Korean. The <a href="/mock/ledger">ledger</a> tells what really happened to the money.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Payments"><table>
      <thead>
        <tr><th>Requested</th><th>Order</th><th>Scenario</th><th>Status</th><th>By hand</th>
          <th class="amount">Amount</th><th class="amount">Balance</th><th>Payment key</th></tr>
      </thead>
      <tbody>${payments.map((payment) => row(payment, isWaiting(payment.paymentKey)))}</tbody>
    </table></div>
    </main>
  </body>
</html>`;

/** Updates the rows in place: the focus stays, and nothing moves under a pressed pointer. */
export const PAGE_SCRIPT = `
const REFRESH_MS = 3000;
let pressed = false;
addEventListener('pointerdown', () => { pressed = true; });
addEventListener('pointerup', () => { pressed = false; });
const nameOf = (element) => [element?.closest('form')?.action, element?.value];
setInterval(async () => {
  if (pressed || document.hidden) return;
  const answer = await fetch('/').catch(() => null);
  if (!answer?.ok || pressed) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const focused = document.activeElement?.closest('tbody') ? nameOf(document.activeElement) : null;
  for (const part of ['tbody', '#count']) document.querySelector(part).replaceWith(page.querySelector(part));
  if (focused === null) return;
  const same = [...document.querySelectorAll('tbody button')].find((button) => nameOf(button).join() === focused.join());
  same?.focus();
}, REFRESH_MS);
`;
