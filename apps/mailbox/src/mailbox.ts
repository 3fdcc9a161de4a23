/** A file of a mail. */
export interface SentFile {
  readonly filename: string;
  readonly contentType: string;
  /** Where the mailbox serves it. */
  readonly path: string;
  readonly content: Uint8Array;
}

/** A mail or text message that was sent in development. */
export interface SentMessage {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of a mail. */
  readonly html?: string;
  /** Of a mail. Old mails lose their files. */
  readonly files?: readonly SentFile[];
  /** Of a text message. */
  readonly kind?: 'SMS' | 'LMS';
  readonly at: string;
}

export interface Mailbox {
  add(message: SentMessage): void;
  /** Newest first. */
  list(): readonly SentMessage[];
}

/** Keeps the last `limit` messages in memory, and the files of the last `limitWithFiles`. */
export function makeMailbox(limit: number, limitWithFiles = limit): Mailbox {
  const messages: SentMessage[] = [];
  return {
    add: (message) => {
      messages.unshift(message);
      messages.length = Math.min(messages.length, limit);
      const { files, ...old } = messages[limitWithFiles] ?? {};
      if (files !== undefined) messages[limitWithFiles] = old as SentMessage;
    },
    list: () => [...messages],
  };
}
