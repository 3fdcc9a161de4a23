import type { SendMessage } from '@concert-mania/core/notifications/ports';
import { createTransport } from 'nodemailer';

/** A dead or silent mail server is given up after these; all steps of one mail together take less than a claim lasts. */
const CONNECT_TIMEOUT_MS = 2_000;
const GREETING_TIMEOUT_MS = 3_000;
const SILENCE_TIMEOUT_MS = 4_000;

export interface MailSender {
  readonly send: SendMessage;
  close(): void;
}

/** Sends mails by SMTP over at most `connections` connections. Throws when the server does not accept a mail. */
export function makeMailSender(options: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly connections: number;
}): MailSender {
  const transport = createTransport({
    url: options.smtpUrl,
    pool: true,
    maxConnections: options.connections,
    // A mail whose connection broke may have been accepted; whether to repeat it is decided by whoever asked.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = options.from.split('@').at(-1)?.replace('>', '') ?? 'localhost';
  return {
    send: async ({ id, to, subject, text }) => {
      await transport.sendMail({
        from: options.from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
