import type { SentMessage } from './mailbox.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const article = (message: SentMessage): string => `<article>
  <header><b>${message.channel === 'email' ? 'Mail' : 'Text message'}</b> to ${escapeHtml(message.to)}
    <time>${escapeHtml(message.at)}</time></header>
  ${message.subject ? `<h2>${escapeHtml(message.subject)}</h2>` : ''}
  <pre>${escapeHtml(message.text)}</pre>
</article>`;

/** The messages as a page for a person. */
export function mailboxPage(messages: readonly SentMessage[]): string {
  const body = messages.length > 0 ? messages.map(article).join('\n') : '<p>Nothing was sent yet.</p>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Mails and text messages</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  article { border: 1px solid #8886; border-radius: 8px; padding: 1rem; margin: 1rem 0; }
  header { color: #777; } time { float: right; }
  h2 { font-size: 1.1rem; margin: .5rem 0; } pre { white-space: pre-wrap; font: inherit; margin: 0; }
  :root { color-scheme: light dark; }
</style></head>
<body><h1>Mails and text messages</h1><p>Development only. As <a href="messages.json">JSON</a>.</p>
${body}
</body></html>
`;
}
