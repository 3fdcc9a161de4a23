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
  /** Of a mail. */
  readonly files?: readonly SentFile[];
  /** Of a text message. */
  readonly kind?: 'SMS' | 'LMS';
  readonly at: string;
}

/** A message as it was received. It is parsed when somebody opens the page: few are. */
export interface KeptMessage {
  readonly to: string;
  readonly bytes: number;
  /** Called once. */
  readonly read: () => Promise<SentMessage>;
}

export interface Mailbox {
  add(message: KeptMessage): void;
  /** Newest first. `to` is a part of the address. */
  list(to?: string): Promise<readonly SentMessage[]>;
}

/** Keeps the last messages in memory: so many, and so many bytes, at most. */
export function makeMailbox(most: { readonly messages: number; readonly bytes: number }): Mailbox {
  const kept: { readonly to: string; readonly bytes: number; message(): Promise<SentMessage> }[] = [];
  let bytes = 0;
  return {
    add: (added) => {
      let message: Promise<SentMessage> | undefined;
      kept.push({
        to: added.to.toLowerCase(),
        bytes: added.bytes,
        message: () => {
          message ??= added.read();
          return message;
        },
      });
      bytes += added.bytes;
      while (kept.length > most.messages || (bytes > most.bytes && kept.length > 1)) {
        bytes -= kept.shift()?.bytes ?? 0;
      }
    },
    list: (to = '') => {
      const found = kept.filter((message) => message.to.includes(to.toLowerCase()));
      return Promise.all(found.toReversed().map(({ message }) => message()));
    },
  };
}
