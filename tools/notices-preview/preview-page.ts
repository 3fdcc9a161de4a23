import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import { isMailOnly, type Locale, TEMPLATES, type Template } from '@concert-mania/core/notifications/model';
import type { RenderNotice } from '@concert-mania/core/notifications/ports';
import { toTextMessage } from '@concert-mania/core/notifications/text-message';
import { sampleView } from '@concert-mania/testkit/data/sample-notices';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem; }
  section { display: flex; flex-wrap: wrap; gap: 1rem; align-items: start; }
  iframe { width: 390px; max-width: 100%; height: 720px; border: 1px solid #888; border-radius: 8px; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; width: 390px; max-width: 100%; margin: 0; }
  h2 { border-top: 1px solid #888; padding-top: 1rem; font-size: 1.1rem; }`;

/** Every notice in every language and on every channel, with sample data, as wide as a phone. */
export function previewPage(render: RenderNotice): string {
  const notices = TEMPLATES.flatMap((template) =>
    ACCOUNT_LOCALES.map((locale) => preview(render, template, locale)),
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Notices</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><h1>Notices</h1>
${notices.join('\n')}
</body></html>
`;
}

function preview(render: RenderNotice, template: Template, locale: Locale): string {
  const view = sampleView(template, locale);
  const { subject, text, html = '' } = render({ template, locale, channel: 'email', view });
  const name = `${template}, ${locale}`;
  return `<h2>${name}</h2>
<p><b>${escapeHtml(subject)}</b></p>
<section lang="${locale}">
<iframe sandbox loading="lazy" title="${name}, HTML" srcdoc="${escapeHtml(html)}"></iframe>
<pre>${escapeHtml(text)}</pre>
${isMailOnly(template) ? '' : `<pre>${textMessage(render({ template, locale, channel: 'sms', view }).text)}</pre>`}
</section>`;
}

function textMessage(written: string): string {
  const { kind, bytes, text } = toTextMessage(written);
  return escapeHtml(`${kind}, ${bytes} bytes:\n${text}`);
}
