import { freePorts } from '@concert-mania/local-stack/free-port';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { Cluster, Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { prepareRedisProcesses, type RedisSettings } from './own-redis.ts';

const NODES = 3;
const SLOTS = 16_384;
const FORMED_WITHIN_MS = 30_000;

interface TestRedisCluster {
  /** A new connection to the cluster, closed after the file's last test. */
  connect(): Cluster;
  /** Its address in the form of REDIS_URL. */
  readonly url: string;
  /** Connections to each node, to inspect its keys. */
  readonly nodes: readonly Redis[];
}

/** Starts a Redis Cluster of three masters for the test file. Call it at the top of the file. */
export async function testRedisCluster(): Promise<TestRedisCluster> {
  const spawnRedis = await prepareRedisProcesses('cluster');
  const open: { disconnect(): void }[] = [];
  afterAll(() => {
    for (const connection of open) connection.disconnect();
  });
  const ports = await freePorts(2 * NODES);
  const clientPorts = ports.slice(0, NODES);
  for (const [n, port] of clientPorts.entries()) {
    await spawnRedis(port, clusterSettings(port, ports[NODES + n] ?? 0));
  }
  const nodes = clientPorts.map((port) => new Redis(port, '127.0.0.1'));
  for (const node of nodes) node.on('error', () => undefined);
  open.push(...nodes);
  await form(nodes, clientPorts, ports.slice(NODES));
  return {
    nodes,
    url: `redis+cluster://${clientPorts.map((port) => `127.0.0.1:${port}`).join(',')}`,
    connect: () => {
      const cluster = new Cluster(
        clientPorts.map((port) => ({ host: '127.0.0.1', port })),
        { enableAutoPipelining: true },
      );
      open.push(cluster);
      return cluster;
    },
  };
}

const clusterSettings = (port: number, busPort: number): RedisSettings => ({
  save: '""',
  'cluster-enabled': 'yes',
  'cluster-port': busPort,
  'cluster-node-timeout': 2_000,
  'cluster-config-file': `nodes-${port}.conf`,
});

/** Forms a cluster of the nodes with evenly shared slots, and waits until every node agrees. */
async function form(
  nodes: readonly Redis[],
  ports: readonly number[],
  busPorts: readonly number[],
): Promise<void> {
  const share = Math.ceil(SLOTS / NODES);
  for (const [n, node] of nodes.entries()) {
    await node.call('CLUSTER', 'ADDSLOTSRANGE', n * share, Math.min((n + 1) * share, SLOTS) - 1);
    await node.call('CLUSTER', 'SET-CONFIG-EPOCH', n + 1);
  }
  for (const [n, port] of ports.entries()) {
    if (n > 0) await nodes[0]?.call('CLUSTER', 'MEET', '127.0.0.1', port, busPorts[n] ?? 0);
  }
  const formed = await waitUntil(async () => {
    const states = await Promise.all(nodes.map((node) => node.cluster('INFO')));
    return states.every(
      (state) => state.includes('cluster_state:ok') && state.includes(`cluster_known_nodes:${NODES}`),
    );
  }, FORMED_WITHIN_MS);
  if (!formed) throw new Error('the nodes did not form a cluster');
}
