import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type Mailbox, makeMailbox } from './mailbox.ts';
import { mailboxPage } from './mailbox-page.ts';

const KEPT_MESSAGES = 1_000;
const MAX_MAIL_BYTES = 256 * 1_024;

export interface MailboxServer {
  readonly mailbox: Mailbox;
  /** Where mails are to be sent to. */
  readonly smtpUrl: string;
  /** Where a person reads them; `/messages.json` has the same as JSON. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A mail server for development: takes mails by SMTP on a free port of this machine and shows them on a page.
 * Takes any free port for the page when the one asked for is in use.
 */
export async function startMailboxServer(options: {
  readonly host: string;
  readonly port: number;
}): Promise<MailboxServer> {
  const mailbox = makeMailbox(KEPT_MESSAGES);
  const smtp = makeSmtpServer(mailbox);
  const smtpListener = smtp.listen(0, '127.0.0.1');
  await once(smtpListener, 'listening');
  const pages = makePageServer(mailbox);
  await listen(pages, options.host, options.port).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    return listen(pages, options.host, 0);
  });
  const portOf = (address: ReturnType<Server['address']>): number => (address as AddressInfo).port;
  return {
    mailbox,
    smtpUrl: `smtp://127.0.0.1:${portOf(smtpListener.address())}`,
    url: `http://${options.host}:${portOf(pages.address())}`,
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
  // A client that goes away in the middle of a mail is no reason to end the process.
  server.on('error', () => {});
  return server;
}

function makePageServer(mailbox: Mailbox): Server {
  return createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/messages.json') {
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify({ items: mailbox.list() }));
    } else if (path === '/') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      });
      response.end(mailboxPage(mailbox.list()));
    } else {
      response.writeHead(404).end();
    }
  });
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
