import type { RenderNotice } from '@concert-mania/core/notifications/ports';
import { toTextMessage } from '@concert-mania/core/notifications/text-message';
import Mustache from 'mustache';
import type { NoticeTemplates } from './read-templates.ts';

/** Fills in the templates. HTML is escaped. The first line of the text is the mail's subject. */
export const makeRenderNotice =
  ({ layouts, style, notices }: NoticeTemplates): RenderNotice =>
  ({ template, channel, locale, view }) => {
    const { text, html, sms } = notices[template][locale];
    if (channel === 'sms') {
      if (sms === null) throw new Error(`the notice ${template} has no text message`);
      return { subject: '', text: toTextMessage(fillText(sms, view)).text };
    }
    const filled = fillText(text, view);
    const end = filled.indexOf('\n');
    const subject = filled.slice(0, end);
    const content = Mustache.render(html, view).trim();
    return {
      subject,
      text: filled.slice(end).trimStart(),
      html: Mustache.render(layouts[locale], { subject, content }, { style }),
    };
  };

const fillText = (source: string, view: object): string =>
  Mustache.render(source, view, {}, { escape: (value: unknown) => String(value) });
