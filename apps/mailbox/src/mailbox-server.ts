import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLocalName } from '@concert-mania/runtime/local-name';
import PostalMime, { type Attachment } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { type Mailbox, makeMailbox, type SentFile, type SentMessage } from './mailbox.ts';
import { mailboxPage } from './mailbox-page.ts';
import { makeSmsGateway, SMS_PATH } from './sms-gateway.ts';

const KEPT = { messages: 1_000, bytes: 48 * 1_024 * 1_024 };
const MAX_MAIL_BYTES = 2 * 1_024 * 1_024;

export interface MailboxServer {
  readonly mailbox: Mailbox;
  /** The address for sending mail. */
  readonly smtpUrl: string;
  /**
   * The address of the page and of the mock SMS gateway. `/messages.json` has the messages as
   * JSON.
   */
  readonly url: string;
  close(): Promise<void>;
}

/** A mail server and SMS carrier for development. It keeps messages and shows them on a page. */
export async function startMailboxServer(options: {
  readonly host: string;
  readonly port: number;
  readonly smtpPort: number;
  /** Of the mock SMS gateway: the key and its secret, separated by a colon. */
  readonly smsKey?: string;
}): Promise<MailboxServer> {
  const { host } = options;
  const mailbox = makeMailbox(KEPT);
  const smtp = makeSmtpServer(mailbox);
  const smtpListener = smtp.listen(options.smtpPort, host);
  const pages = makePageServer(mailbox, options.smsKey).listen(options.port, host);
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
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', done);
      stream.once('end', () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo.map((recipient) => recipient.address).join(', ');
        const at = new Date().toISOString();
        mailbox.add({ to, bytes: raw.length, read: () => readMail(raw, to, at) });
        done();
      });
    },
  });
  // A client may disconnect during a mail; that must not end the process.
  server.on('error', () => {});
  return server;
}

async function readMail(raw: Buffer, to: string, at: string): Promise<SentMessage> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'arraybuffer' });
  return {
    id: mail.messageId ?? '',
    channel: 'email',
    to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    ...(mail.html !== undefined && { html: mail.html }),
    files: mail.attachments.map(toFile),
    at,
  };
}

function toFile({ filename, mimeType, content }: Attachment): SentFile {
  const name = filename ?? 'file';
  return {
    filename: name,
    contentType: mimeType,
    path: `/files/${crypto.randomUUID()}/${encodeURIComponent(name)}`,
    content: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
  };
}

const FILES = '/files/';
const HTML_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

function makePageServer(mailbox: Mailbox, smsKey: string | undefined): Server {
  const takeText = makeSmsGateway(mailbox, smsKey);
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '/';
    if (!isLocalName(request.headers.host)) {
      response.writeHead(403).end();
    } else if (path === SMS_PATH && request.method === 'POST') {
      takeText(request, response);
    } else if (path === '/messages.json') {
      const body = JSON.stringify({ items: (await mailbox.list()).map(withoutContents) });
      answer(response, 'application/json; charset=utf-8', body);
    } else if (path.startsWith(FILES)) {
      await answerFile(response, mailbox, path);
    } else if (path === '/') {
      const to = new URL(request.url ?? '/', 'http://mailbox').searchParams.get('to') ?? '';
      response.setHeader('x-content-type-options', 'nosniff');
      response.setHeader('content-security-policy', HTML_POLICY);
      answer(response, 'text/html; charset=utf-8', mailboxPage(await mailbox.list(to), to));
    } else {
      response.writeHead(404).end();
    }
  };
  return createServer((request, response) => {
    answerTo(request, response).catch(() => response.writeHead(500).end());
  });
}

const withoutContents = ({ files = [], ...message }: SentMessage) => ({
  ...message,
  files: files.map(({ content, ...file }) => ({ ...file, bytes: content.length })),
});

async function answerFile(response: ServerResponse, mailbox: Mailbox, path: string): Promise<void> {
  const files = (await mailbox.list()).flatMap(({ files = [] }) => files);
  const file = files.find((kept) => kept.path === path);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', 'sandbox');
  answer(response, file.contentType, file.content);
}

function answer(response: ServerResponse, contentType: string, body: string | Uint8Array): void {
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}
