/** A mail or text message that was sent in development. */
export interface SentMessage {
  readonly id: string;
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Of a mail. */
  readonly html?: string;
  /** Of a text message. */
  readonly kind?: 'SMS' | 'LMS';
  readonly at: string;
}

export interface Mailbox {
  add(message: SentMessage): void;
  /** Newest first. */
  list(): readonly SentMessage[];
}

/** Keeps the last `limit` messages in memory. */
export function makeMailbox(limit: number): Mailbox {
  const messages: SentMessage[] = [];
  return {
    add: (message) => {
      messages.unshift(message);
      messages.length = Math.min(messages.length, limit);
    },
    list: () => [...messages],
  };
}
