import type { SentFile, SentMessage } from './mailbox.ts';
import { FAILING_NUMBERS } from './sms-gateway.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const article = (message: SentMessage): string => `<article>
  <header><b>${message.channel === 'email' ? 'Mail' : `Text message (${message.kind})`}</b> to ${escapeHtml(message.to)}
    <time>${escapeHtml(message.at)}</time></header>
  ${message.subject ? `<h2>${escapeHtml(message.subject)}</h2>` : ''}
  ${message.html ? `${asHtml(message.html)}<details><summary>Text</summary>${asText(message.text)}</details>` : asText(message.text)}
  ${listOf(message.files ?? [])}
</article>`;

const asText = (text: string): string => `<pre>${escapeHtml(text)}</pre>`;

/** The mail runs no script. Its links open tabs of their own. */
const asHtml = (html: string): string =>
  `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" title="The mail as HTML" srcdoc="${escapeHtml(`<base target="_blank">${html}`)}"></iframe>`;

const listOf = (files: readonly SentFile[]): string =>
  files.length === 0
    ? ''
    : `<ul>${files
        .map(
          ({ filename, path, content }) =>
            `<li><a href="${escapeHtml(path)}" download>${escapeHtml(filename)}</a> (${Math.ceil(content.length / 1_024)} KiB)</li>`,
        )
        .join('')}</ul>`;

/** The messages as an HTML page; `to` filters recipients by a part of the address. */
export function mailboxPage(messages: readonly SentMessage[], to = ''): string {
  const shown = messages.filter((message) => message.to.toLowerCase().includes(to.toLowerCase()));
  const nothing = to !== '' ? `No message to ${escapeHtml(to)}.` : 'No message was sent yet.';
  const body = shown.length > 0 ? shown.map(article).join('\n') : `<p>${nothing}</p>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails and text messages</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; --soft: light-dark(#5c6470, #a9b1bd); --line: light-dark(#767c86, #8a919c); }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  article { border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
  header { color: var(--soft); } time { float: right; }
  h2 { clear: both; font-size: 1.1rem; margin: .5rem 0; } pre { white-space: pre-wrap; font: inherit; margin: 0; }
  iframe { width: 100%; height: 640px; border: 1px solid var(--line); border-radius: 8px; }
  form { display: flex; gap: .5rem; flex-wrap: wrap; } input, button { font: inherit; padding: .3rem .6rem; }
</style></head>
<body><main><h1>Mails and text messages</h1>
<p>Development only. The newest message is first. As <a href="messages.json">JSON</a>.</p>
<details><summary>Phone numbers that fail</summary><ul>
${Object.entries(FAILING_NUMBERS)
  .map(([number, end]) => `<li>A text to ${number} ${end}.</li>`)
  .join('\n')}</ul></details>
<form><label>To <input name="to" type="search" value="${escapeHtml(to)}"></label><button>Show</button></form>
${body}
</main></body></html>
`;
}
