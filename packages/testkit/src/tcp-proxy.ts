import { once } from 'node:events';
import net from 'node:net';

/** What happens to connections that go through the proxy. */
type Fault =
  | { readonly kind: 'none' }
  /** Every byte arrives this much later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /** Nothing arrives and nobody is told, as behind a dead host or a firewall that forgot the connection. */
  | { readonly kind: 'silent' }
  /** A new connection is reset at once. */
  | { readonly kind: 'refuse' };

export interface TcpProxy {
  readonly port: number;
  /** The same URL, but through the proxy. */
  through(url: string): string;
  /** Silences the standing connections for good: heal does not revive them. New ones pass, unless `newToo`. */
  silence(options?: { readonly newToo?: boolean }): void;
  /** Resets the standing connections and every new one until `heal`. */
  refuse(): void;
  /** Resets the standing connections. New ones pass. */
  cut(): void;
  /** Delays every byte in both directions until `heal`. */
  delay(delayMs: number): void;
  /** New connections pass again; delays end. */
  heal(): void;
  /** Leads new connections to another port, as a failover of an address does. Standing ones stay where they are. */
  leadTo(port: number): void;
  /** How many connections stand, silenced ones included. */
  connections(): number;
  close(): Promise<void>;
}

interface Connection {
  readonly client: net.Socket;
  readonly server: net.Socket;
  silenced: boolean;
}

/** Listens on a free port of 127.0.0.1 and passes connections on to a server, with faults on demand. */
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
    // The other side hears of the end only while the network carries it.
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
