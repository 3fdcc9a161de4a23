import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { isLocalName } from '@concert-mania/runtime/local-name';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { type Mailbox, makeMailbox } from './mailbox.ts';
import { mailboxPage } from './mailbox-page.ts';

const KEPT_MESSAGES = 1_000;
const MAX_MAIL_BYTES = 256 * 1_024;
const MAX_TEXT_BYTES = 4 * 1_024;

const textMessage = z.object({ id: z.string(), to: z.string(), subject: z.string(), text: z.string() });

export interface MailboxServer {
  readonly mailbox: Mailbox;
  /** The address for sending mail. */
  readonly smtpUrl: string;
  /**
   * The address of the page. `/messages.json` has the messages as JSON; `/texts` accepts text
   * messages.
   */
  readonly url: string;
  close(): Promise<void>;
}

/** A mail server and SMS carrier for development. It keeps messages and shows them on a page. */
export async function startMailboxServer(options: {
  readonly host: string;
  readonly port: number;
  readonly smtpPort: number;
}): Promise<MailboxServer> {
  const { host } = options;
  const mailbox = makeMailbox(KEPT_MESSAGES);
  const smtp = makeSmtpServer(mailbox);
  const smtpListener = smtp.listen(options.smtpPort, host);
  const pages = makePageServer(mailbox).listen(options.port, host);
  await Promise.all([once(smtpListener, 'listening'), once(pages, 'listening')]);
  const portOf = (address: ReturnType<Server['address']>): number => (address as AddressInfo).port;
  return {
    mailbox,
    smtpUrl: `smtp://${host}:${portOf(smtpListener.address())}`,
    url: `http://${host}:${portOf(pages.address())}`,
    close: async () => {
      pages.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => pages.close(() => resolve())),
        new Promise<void>((resolve) => smtp.close(() => resolve())),
      ]);
    },
  };
}

function makeSmtpServer(mailbox: Mailbox): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 1_000,
    logger: false,
    onData: (stream, session, done) => {
      buffer(stream)
        .then((raw) => PostalMime.parse(raw))
        .then((mail) => {
          mailbox.add({
            id: mail.messageId ?? '',
            channel: 'email',
            to: session.envelope.rcptTo.map((recipient) => recipient.address).join(', '),
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            at: new Date().toISOString(),
          });
          done();
        })
        .catch(done);
    },
  });
  // A client may disconnect during a mail; that must not end the process.
  server.on('error', () => {});
  return server;
}

function makePageServer(mailbox: Mailbox): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (!isLocalName(request.headers.host)) {
      response.writeHead(403).end();
    } else if (path === '/texts' && request.method === 'POST') {
      takeText(request, mailbox).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(400).end(),
      );
    } else if (path === '/messages.json') {
      response.writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      });
      response.end(JSON.stringify({ items: mailbox.list() }));
    } else if (path === '/') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      });
      const to = new URL(request.url ?? '/', 'http://mailbox').searchParams.get('to') ?? '';
      response.end(mailboxPage(mailbox.list(), to));
    } else {
      response.writeHead(404).end();
    }
  });
}

/** Stores a text message. Resolves with the status of the answer. */
async function takeText(request: IncomingMessage, mailbox: Mailbox): Promise<202 | 400> {
  if (Number(request.headers['content-length'] ?? Number.NaN) > MAX_TEXT_BYTES) return 400;
  const parsed = textMessage.safeParse(JSON.parse(await text(request)));
  if (!parsed.success) return 400;
  mailbox.add({ ...parsed.data, channel: 'sms', at: new Date().toISOString() });
  return 202;
}
