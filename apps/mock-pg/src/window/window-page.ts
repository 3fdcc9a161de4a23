import { html } from 'hono/html';
import { type WindowRequest, withParameters } from './window-request.ts';
import { WINDOW_TEXTS, type WindowFault, type WindowLocale } from './window-texts.ts';

const won = new Intl.NumberFormat('ko-KR');
const WINDOW_PATH = '/mock/window';

type Html = ReturnType<typeof html>;

const frame = (locale: WindowLocale, title: string, body: Html) => html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/mock/window.css">
    <title>${title}</title>
  </head>
  <body><main>${body}</main></body>
</html>`;

/** The payment window: the order, three buttons, and what the gateway will do. */
export function windowPage(request: WindowRequest) {
  const { locale, orderId, orderName, amount, successUrl, failUrl } = request;
  const texts = WINDOW_TEXTS[locale];
  const otherLocale = locale === 'ko' ? 'en' : 'ko';
  const other = new URLSearchParams({
    ...{ orderId, orderName, successUrl, failUrl },
    amount: String(amount),
    locale: otherLocale,
  });
  const hidden = Object.entries({ ...{ orderId, amount, orderName, successUrl, failUrl, locale } });
  return frame(
    locale,
    texts.title,
    html`<header><h1>${texts.title}</h1>
      <a lang="${otherLocale}" hreflang="${otherLocale}" href="${WINDOW_PATH}?${other}">${texts.otherLanguage}</a></header>
    <p class="note">${texts.note}</p>
    <dl>
      <dt>${texts.order}</dt><dd>${orderName}</dd>
      <dt>${texts.orderId}</dt><dd><code>${orderId}</code></dd>
      <dt>${texts.amount}</dt><dd class="amount">${texts.won(won.format(amount))}</dd>
    </dl>
    <form method="post" action="${WINDOW_PATH}">
      ${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
      <button name="action" value="pay" class="primary">${texts.pay}</button>
      <button name="action" value="decline">${texts.decline}</button>
      <button name="action" value="cancel">${texts.cancel}</button>
      <fieldset>
        <legend>${texts.behaviour}</legend>
        ${Object.entries(texts.scenarios).map(
          ([scenario, text]) => html`<label><input type="radio" name="scenario" value="${scenario}"
            ${scenario === 'approve' ? 'checked' : ''}> <span>${text}</span></label>`,
        )}
      </fieldset>
    </form>`,
  );
}

/** Says why the window cannot be opened. It links nowhere. */
export const windowRefusal = (locale: WindowLocale, fault: WindowFault) =>
  frame(
    locale,
    WINDOW_TEXTS[locale].refusedTitle,
    html`<h1>${WINDOW_TEXTS[locale].refusedTitle}</h1><p>${WINDOW_TEXTS[locale].faults[fault]}</p>`,
  );

/** Where the window leads when the fan does not pay. */
export function failureUrl(request: WindowRequest, reason: 'cancelled' | 'declined'): string {
  const code = reason === 'cancelled' ? 'PAY_PROCESS_CANCELED' : 'REJECT_CARD_COMPANY';
  const message = WINDOW_TEXTS[request.locale][reason];
  return withParameters(request.failUrl, { code, message, orderId: request.orderId });
}
