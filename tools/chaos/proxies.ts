import { startTcpProxy, type TcpProxy } from '@concert-mania/testkit/servers/tcp-proxy';
import type { Peer } from './plan/faults.ts';
import { peersOf } from './plan/fleet.ts';

/** The real address of each peer. */
type PeerUrls = Readonly<Record<Peer, string>>;

export interface Proxies {
  /** The variables that direct a process to its proxies. */
  environmentOf(process: string): Readonly<Record<string, string>>;
  /** The proxies between a peer and one process, or every process. */
  between(peer: Peer, process: string | null): readonly TcpProxy[];
  heal(): void;
  close(): Promise<void>;
}

const VARIABLES = {
  postgres: 'DATABASE_URL',
  redis: 'REDIS_URL',
  gateway: 'GATEWAY_URL',
  smtp: 'MAIL_SMTP_URL',
} as const satisfies Record<Peer, string>;

/** Puts a proxy between each process and each of its peers. */
export async function startProxies(labels: readonly string[], urls: PeerUrls): Promise<Proxies> {
  const started = await Promise.all(
    labels.flatMap((process) =>
      peersOf(process).map(async (peer) => {
        const proxy = await startTcpProxy({ port: Number(new URL(urls[peer]).port) });
        return { process, peer, proxy, url: proxy.through(urls[peer]) };
      }),
    ),
  );
  return {
    environmentOf: (process) =>
      Object.fromEntries(
        started
          .filter((each) => each.process === process)
          .map(({ peer, url }) => [VARIABLES[peer], peer === 'gateway' ? url.replace(/\/$/, '') : url]),
      ),
    between: (peer, process) =>
      started
        .filter((each) => each.peer === peer && (process === null || each.process === process))
        .map(({ proxy }) => proxy),
    heal: () => {
      for (const { proxy } of started) proxy.heal();
    },
    close: async () => {
      await Promise.all(started.map(({ proxy }) => proxy.close()));
    },
  };
}
