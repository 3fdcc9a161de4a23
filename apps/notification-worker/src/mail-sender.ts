import { MessageRefused, type SendMessage } from '@concert-mania/core/notifications/ports';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import { asciiAddress, mimeMessage } from './mime-message.ts';
import { preparedMail } from './prepared-mail.ts';

/** A dead or silent mail server is given up after these. */
const CONNECT_TIMEOUT_MS = 2_000;
const GREETING_TIMEOUT_MS = 3_000;
const SILENCE_TIMEOUT_MS = 4_000;
/**
 * Greetings before and after TLS, STARTTLS and its handshake, the login, sender, recipient, start
 * and end of the mail.
 */
const ANSWERS = 9;
/** The longest time of a mail: two connects, the greeting, and every answer at its time limit. */
export const LONGEST_MAIL_MS = 2 * CONNECT_TIMEOUT_MS + GREETING_TIMEOUT_MS + ANSWERS * SILENCE_TIMEOUT_MS;

export interface MailSender {
  readonly send: SendMessage;
  close(): void;
}

/**
 * Sends mails by SMTP over at most `connections` connections. Throws `MessageRefused` if the server
 * refuses the recipient or the mail with 5xx. Other failures, such as a refused login or sender,
 * may pass.
 */
export function makeMailSender(options: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly connections: number;
  /** Sends nothing over a connection that the server does not encrypt. */
  readonly requireTls?: boolean;
}): MailSender {
  const pool = new SMTPPool({
    url: options.smtpUrl,
    requireTLS: options.requireTls ?? false,
    maxConnections: options.connections,
    // After a broken connection the mail may have been accepted: the caller decides on a retry.
    maxRequeues: 0,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: GREETING_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  });
  const { from } = options;
  const sender = asciiAddress(/<([^<>]+)>$/.exec(from)?.[1] ?? from);
  const domain = sender.split('@').at(-1) ?? 'localhost';
  return {
    send: async (message) => {
      const { id, to } = message;
      const messageId = `<${id}@${domain}>`;
      const pieces = mimeMessage(message, { from, messageId, date: new Date() });
      const mail = preparedMail({ from: sender, to: [asciiAddress(to)] }, messageId, pieces);
      try {
        await new Promise<void>((resolve, reject) => {
          pool.send(mail, (error) => (error ? reject(error) : resolve()));
        });
      } catch (cause) {
        if (isFinal(cause)) throw new MessageRefused(`mail ${id} was refused`, { cause });
        throw cause;
      }
    },
    close: () => pool.close(),
  };
}

const ABOUT_THE_MAIL = ['RCPT TO', 'DATA'];

const isFinal = (error: unknown): boolean =>
  error instanceof Error &&
  'responseCode' in error &&
  Number(error.responseCode) >= 500 &&
  'command' in error &&
  ABOUT_THE_MAIL.includes(String(error.command));
