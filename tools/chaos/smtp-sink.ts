import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface SmtpSink {
  readonly port: number;
  /** How often each message was accepted, by its Message-ID. */
  readonly accepted: ReadonlyMap<string, number>;
  close(): void;
}

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: '250 chaos',
  HELO: '250 chaos',
  MAIL: '250 ok',
  RCPT: '250 ok',
  RSET: '250 ok',
  NOOP: '250 ok',
  DATA: '354 go on',
  QUIT: '221 bye',
};

/** A mail server on a free port of 127.0.0.1 that accepts every mail (RFC 5321) and keeps only which ones it saw. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const accepted = new Map<string, number>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    serve(socket, (messageId) => accepted.set(messageId, (accepted.get(messageId) ?? 0) + 1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    accepted,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function serve(socket: Socket, onMail: (messageId: string) => void): void {
  let buffered = '';
  let mail: string[] | null = null;
  const say = (reply: string) => socket.write(`${reply}\r\n`);
  const onLine = (line: string) => {
    if (mail === null) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'DATA') mail = [];
      say(REPLIES[verb] ?? '502 not known here');
      if (verb === 'QUIT') socket.end();
    } else if (line === '.') {
      onMail(/^message-id:\s*(\S+)/im.exec(mail.join('\n'))?.[1] ?? 'without an id');
      mail = null;
      say('250 accepted');
    } else {
      mail.push(line);
    }
  };
  say('220 chaos');
  socket.on('data', (chunk) => {
    const lines = (buffered + chunk.toString('latin1')).split('\r\n');
    buffered = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
