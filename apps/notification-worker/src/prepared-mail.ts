import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type SMTPPool from 'nodemailer/lib/smtp-pool';

type PoolMail = Parameters<SMTPPool['send']>[0];

/**
 * A mail as a transport of nodemailer takes it, already written. nodemailer would build it again
 * and look at each of its bytes for line ends and dots (ADR 19). The text is ASCII, and every line
 * ends with CRLF.
 */
export function preparedMail(
  envelope: { readonly from: string; readonly to: readonly string[] },
  messageId: string,
  text: string,
): PoolMail {
  const message = {
    getEnvelope: () => ({ ...envelope }),
    messageId: () => messageId,
    getHeader: () => messageId,
    createReadStream: () => new WrittenMail(text),
  };
  return { data: {}, message } as unknown as PoolMail;
}

/** Ends the data of a mail (RFC 5321, 4.1.1.4). */
const END = '.\r\n';

class WrittenMail extends EventEmitter {
  /** Whether the server may have got the mail. */
  readableDidRead = false;
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  /** Puts the mail and the line that ends it behind the connection's filter, in one write. */
  pipe(data: Duplex): Duplex {
    this.readableDidRead = true;
    const stuffed = this.#text.replaceAll('\r\n.', '\r\n..');
    const bytes = Buffer.allocUnsafe(stuffed.length + END.length);
    bytes.write(END, bytes.write(stuffed, 'latin1'), 'latin1');
    data.push(bytes);
    data.push(null);
    return data;
  }

  destroy(): void {
    this.removeAllListeners();
  }
}
