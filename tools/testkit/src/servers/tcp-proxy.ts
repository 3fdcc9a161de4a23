import { once } from 'node:events';
import net from 'node:net';

/** A fault of connections through the proxy. */
type Fault =
  | { readonly kind: 'none' }
  /** Delays every byte. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Drops all bytes without closing, as a dead host or a firewall does. */
  | { readonly kind: 'silent' }
  /** Resets new connections. */
  | { readonly kind: 'refuse' };

export interface TcpProxy {
  readonly port: number;
  /** The same URL through the proxy. */
  through(url: string): string;
  /**
   * Silences open connections for good; `heal` does not revive them. New ones work, unless
   * `newToo`.
   */
  silence(options?: { readonly newToo?: boolean }): void;
  /** Resets open connections, and new ones until `heal`. */
  refuse(): void;
  /** Resets open connections. New ones work. */
  cut(): void;
  /** Delays every byte in both directions until `heal`. */
  delay(delayMs: number): void;
  /** New connections work again; delays end. */
  heal(): void;
  /** Directs new connections to another port, like a failover of an address. Open ones stay. */
  leadTo(port: number): void;
  /** The number of open connections, silenced ones included. */
  connections(): number;
  close(): Promise<void>;
}

interface Connection {
  readonly client: net.Socket;
  readonly server: net.Socket;
  silenced: boolean;
}

/**
 * Listens on a free port of 127.0.0.1 and forwards connections to a server, with faults on demand.
 */
export async function startTcpProxy(target: {
  readonly port: number;
  readonly host?: string;
}): Promise<TcpProxy> {
  const host = target.host ?? '127.0.0.1';
  let targetPort = target.port;
  let fault: Fault = { kind: 'none' };
  const connections = new Set<Connection>();

  const forward = (connection: Connection, from: net.Socket, to: net.Socket) => {
    from.on('data', (chunk) => {
      if (connection.silenced) return;
      if (fault.kind !== 'delay') to.write(chunk);
      else setTimeout(() => !connection.silenced && to.writable && to.write(chunk), fault.delayMs);
    });
    // The other side learns of the end only while the network works.
    from.on('close', () => {
      if (!connection.silenced) to.destroy();
      if (connection.client.destroyed && connection.server.destroyed) connections.delete(connection);
    });
    from.on('error', () => undefined);
  };

  const reset = (connection: Connection) => {
    connection.client.resetAndDestroy();
    connection.server.resetAndDestroy();
    connections.delete(connection);
  };

  const listener = net.createServer((client) => {
    if (fault.kind === 'refuse') {
      client.on('error', () => undefined);
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(targetPort, host);
    const connection = { client, server, silenced: fault.kind === 'silent' };
    connections.add(connection);
    client.setNoDelay(true);
    server.setNoDelay(true);
    forward(connection, client, server);
    forward(connection, server, client);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as net.AddressInfo;

  return {
    port,
    through: (url) => {
      const proxied = new URL(url);
      proxied.hostname = '127.0.0.1';
      proxied.port = String(port);
      return proxied.href;
    },
    silence: ({ newToo = false } = {}) => {
      for (const connection of connections) connection.silenced = true;
      if (newToo) fault = { kind: 'silent' };
    },
    refuse: () => {
      fault = { kind: 'refuse' };
      for (const connection of connections) reset(connection);
    },
    cut: () => {
      for (const connection of connections) reset(connection);
    },
    delay: (delayMs) => {
      fault = { kind: 'delay', delayMs };
    },
    heal: () => {
      fault = { kind: 'none' };
    },
    leadTo: (newPort) => {
      targetPort = newPort;
    },
    connections: () => connections.size,
    close: async () => {
      for (const connection of connections) reset(connection);
      listener.close();
      await once(listener, 'close');
    },
  };
}
