import type { RenderNotice } from '@concert-mania/core/notifications/ports';
import { toTextMessage } from '@concert-mania/core/notifications/text-message';
import Mustache from 'mustache';
import { FRAME_WORDS } from './frame-words.ts';
import type { NoticeTemplates } from './read-templates.ts';

/**
 * Fills in the templates. HTML is escaped. The brand and the first line of the text are the mail's
 * subject.
 */
export const makeRenderNotice =
  ({ frame, notices }: NoticeTemplates): RenderNotice =>
  ({ template, channel, locale, view }) => {
    const { text, html, sms } = notices[template][locale];
    const words = FRAME_WORDS[locale];
    const parts = (form: 'html' | 'text') => ({ facts: frame.facts[form], tickets: frame.tickets[form] });
    const values = { ...view, words };
    if (channel === 'sms') {
      if (sms === null) throw new Error(`the notice ${template} has no text message`);
      return { subject: '', text: toTextMessage(`[${words.brand}] ${fillText(sms, values)}`).text };
    }
    const filled = fillText(text, values, parts('text'));
    const end = filled.indexOf('\n');
    const subject = `[${words.brand}] ${filled.slice(0, end)}`;
    const content = Mustache.render(html, values, parts('html')).trim();
    const page = { locale, subject, content, words };
    return {
      subject,
      text: `${filled.slice(end).trim()}\n\n${words.footer}\n`,
      html: Mustache.render(frame.page, page, { style: frame.style }),
    };
  };

const fillText = (source: string, values: object, partials: Record<string, string> = {}): string =>
  Mustache.render(source, values, partials, { escape: (value: unknown) => String(value) });
