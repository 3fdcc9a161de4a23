import type { SendMessage } from '@concert-mania/core/notifications/ports';
import type { Logger } from '@concert-mania/runtime/logger';
import type { Mailbox } from './mailbox/mailbox.ts';

/** Stands where a carrier for text messages would: notes each in the log, without number or text, and in the mailbox. */
export function makeTextSender(log: Pick<Logger, 'info'>, mailbox: Mailbox | null): SendMessage {
  return async ({ id, to, subject, text }) => {
    log.info({ noticeId: id, characters: text.length }, 'text message');
    mailbox?.add({ id, channel: 'sms', to, subject, text, at: new Date().toISOString() });
  };
}
