import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import type { MailPiece } from './mime-message.ts';

type PoolMail = Parameters<SMTPPool['send']>[0];

/**
 * A mail as a transport of nodemailer takes it, already written. nodemailer would build it again
 * and look at each of its bytes for line ends and dots (ADR 19). The text is ASCII, and every line
 * ends with CRLF.
 */
export function preparedMail(
  envelope: { readonly from: string; readonly to: readonly string[] },
  messageId: string,
  pieces: readonly MailPiece[],
): PoolMail {
  const message = {
    getEnvelope: () => ({ ...envelope }),
    messageId: () => messageId,
    getHeader: () => messageId,
    createReadStream: () => new WrittenMail(pieces),
  };
  return { data: {}, message } as unknown as PoolMail;
}

/** Ends the data of a mail (RFC 5321, 4.1.1.4). */
const END = '.\r\n';

class WrittenMail extends EventEmitter {
  /** Whether the server may have got the mail. */
  readableDidRead = false;
  readonly #pieces: readonly MailPiece[];

  constructor(pieces: readonly MailPiece[]) {
    super();
    this.#pieces = pieces;
  }

  /** Puts the mail and the line that ends it behind the connection's filter, in one write. */
  pipe(data: Duplex): Duplex {
    this.readableDidRead = true;
    const pieces = [...this.#pieces.map(withDotsDoubled), END];
    const bytes = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      at += typeof piece === 'string' ? bytes.write(piece, at, 'latin1') : piece.copy(bytes, at);
    }
    data.push(bytes);
    data.push(null);
    return data;
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

/** A line of one dot ends a mail. Shared bytes are base 64, which has no dots. */
const withDotsDoubled = (piece: MailPiece): MailPiece =>
  typeof piece === 'string' ? piece.replaceAll('\r\n.', '\r\n..').replace(/^\./, '..') : piece;
