import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findOrStartServices, type Services } from '@concert-mania/local-stack/services';

/** PostgreSQL and Redis behind a network with a delay. Their URLs lead through it. */
export interface DelayedServers extends Pick<Services, 'databaseUrl' | 'redisUrl' | 'pidOf'> {
  /** The process that delays. */
  readonly pid: number;
  /** From now on a request and its answer together take this much longer. */
  setRoundTrip(roundTripMs: number): void;
  stop(): Promise<void>;
}

export async function startDelayedServers(
  dataDir: string,
  log: (message: string) => void,
): Promise<DelayedServers> {
  const services = await findOrStartServices({ dataDir, log });
  const proxy = fork(join(import.meta.dirname, 'delaying-proxy.ts'), { execArgv: [] });
  const urls = [services.databaseUrl, services.redisUrl].map((url) => new URL(url));
  proxy.send({ ports: urls.map(({ port }) => Number(port)) });
  const [ports] = (await once(proxy, 'message')) as [readonly number[]];
  const [databaseUrl = '', redisUrl = ''] = urls.map((url, at) => {
    url.port = String(ports[at]);
    return url.href;
  });
  return {
    databaseUrl,
    redisUrl,
    pidOf: (server) => services.pidOf(server),
    pid: proxy.pid ?? 0,
    setRoundTrip: (roundTripMs) => proxy.send({ roundTripMs }),
    stop: async () => {
      proxy.disconnect();
      await services.stop();
    },
  };
}
