import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';

export interface SmtpSink {
  readonly port: number;
  /** Every recipient of every accepted mail, in order. */
  readonly recipients: readonly string[];
  /** The Message-ID of every accepted mail, in order. */
  readonly messageIds: readonly string[];
  close(): Promise<void>;
}

/** A long id stands on a line of its own. */
const messageIdOf = (text: readonly string[]): string =>
  /^message-id:\s*(\S+)/im.exec(text.join('\n'))?.[1] ?? '';

/** Starts a mail server that accepts every mail and records its id and recipients. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const recipients: string[] = [];
  const messageIds: string[] = [];
  const sockets = new Set<net.Socket>();
  const listener = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const answer = (line: string) => void socket.write(`${line}\r\n`);
    let named: string[] = [];
    let text: string[] | null = null;
    answer('220 sink');
    const lines = createInterface({ input: socket });
    // It emits the errors of its socket again.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      if (text !== null) {
        text.push(line);
        if (line !== '.') return;
        recipients.push(...named.splice(0));
        messageIds.push(messageIdOf(text));
        text = null;
        answer('250 taken');
      } else if (/^data$/i.test(line)) {
        text = [];
        answer('354 go on');
      } else {
        const [, recipient] = /^rcpt to:<([^>]*)>/i.exec(line) ?? [];
        if (recipient !== undefined) named = [...named, recipient];
        answer(/^quit$/i.test(line) ? '221 bye' : '250 ok');
      }
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as net.AddressInfo).port,
    recipients,
    messageIds,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void listener.close(() => resolve()));
    },
  };
}
