import { randomBytes } from 'node:crypto';
import { freePorts } from '@concert-mania/local-stack/free-port';
import type { Watched } from '../generator/run-generator.ts';
import { type Bench, type Log, only, withBench } from '../measuring/stack.ts';
import { type Programs, startPrograms } from './conventional/start-programs.ts';
import { type Gateway, startGateway } from './gateway/start-gateway.ts';
import { countProduct, type SystemCounts } from './product-counts.ts';

export const SYSTEMS = ['product', 'conventional'] as const;
export type SystemName = (typeof SYSTEMS)[number];
export const NAMES: Readonly<Record<SystemName, string>> = {
  product: 'Concert Mania',
  conventional: 'conventional',
};

/** A system that fans go on journeys through, with servers of its own. */
export interface System {
  readonly name: SystemName;
  readonly bench: Bench;
  readonly apiUrl: string;
  readonly gateway: Gateway;
  /** Process ids by label; the gateway is apart. */
  watched(): Watched;
  count(): Promise<SystemCounts>;
  /** Sets how many calls to the gateway are made at once. */
  setCallsAtOnce(calls: CallsAtOnce): Promise<void>;
}

export type Systems = Readonly<Record<SystemName, System>>;

/** Calls to the gateway at once that a run may have. Each needs a payment-worker of its own. */
export const CALLS_AT_ONCE = [20, 200] as const;
export type CallsAtOnce = (typeof CALLS_AT_ONCE)[number];
const WORKERS: Readonly<Record<CallsAtOnce, string>> = { 20: 'payment-worker', 200: 'payment-worker-2' };

const secret = () => randomBytes(32).toString('base64url');

interface SystemOptions {
  readonly log: Log;
  /** Whether a network with a delay lies before the servers. */
  readonly network?: boolean;
  /** Whether the product's processes can be profiled. */
  readonly inspect?: boolean;
}

/** Runs both systems, for measurements in turns. The one without load is idle. */
export const withSystems = <T>(options: SystemOptions, work: (systems: Systems) => Promise<T>): Promise<T> =>
  withProduct(options, (product) =>
    withConventional(options, (conventional) => work({ product, conventional })),
  );

async function withGateway<T>(work: (gateway: Gateway) => Promise<T>): Promise<T> {
  const gateway = await startGateway();
  try {
    return await work(gateway);
  } finally {
    gateway.stop();
  }
}

const labelled = (bench: Bench, gateway: Gateway): Watched =>
  new Map([...bench.watched(), ['gateway', [gateway.pid]]]);

const withProduct = <T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> =>
  withGateway((gateway) => {
    const WEBHOOK_SECRET = secret();
    const environment = { GATEWAY_URL: gateway.url, WEBHOOK_SECRET };
    const environmentOf = (label: string) => {
      const calls = CALLS_AT_ONCE.find((each) => WORKERS[each] === label);
      return calls === undefined ? {} : { GATEWAY_CONCURRENCY: String(calls) };
    };
    const replicas = { 'payment-worker': 2, 'mock-pg': 0 };
    return withBench(
      { ...options, name: '-product', replicas, environment, environmentOf },
      async (bench) => {
        const [apiUrl = ''] = bench.stack.apiUrls;
        gateway.sendWebhooks(`${apiUrl}/v1/webhooks/payments`, WEBHOOK_SECRET);
        const setCallsAtOnce = async (calls: CallsAtOnce) => {
          const other = CALLS_AT_ONCE.find((each) => each !== calls) ?? calls;
          const wanted = bench.stack.process(WORKERS[calls]);
          if (wanted.pid === undefined) await wanted.restart();
          await bench.stack.process(WORKERS[other]).stop();
        };
        await setCallsAtOnce(20);
        return work({
          name: 'product',
          bench,
          apiUrl,
          gateway,
          watched: () => labelled(bench, gateway),
          count: () => countProduct(bench.stack),
          setCallsAtOnce,
        });
      },
    );
  });

const withConventional = <T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> =>
  withGateway(async (gateway) => {
    const [smtpPort, apiPort] = (await freePorts(2)).map(String);
    const environmentOf = () => ({ MAIL_SMTP_PORT: smtpPort });
    const replicas = only({ mailbox: 1 });
    return withBench({ ...options, name: '-conventional', replicas, environmentOf }, async (bench) => {
      const WEBHOOK_SECRET = secret();
      const programs: Programs = await startPrograms({
        DATABASE_URL: bench.stack.databaseUrl,
        REDIS_URL: bench.stack.redisUrl,
        PORT: apiPort ?? '0',
        JWT_SECRET: bench.jwtSecret,
        WEBHOOK_SECRET,
        GATEWAY_URL: gateway.url,
        TICKET_SIGNING_KEYS: secret(),
        MAIL_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
      });
      const apiUrl = `http://127.0.0.1:${apiPort}`;
      gateway.sendWebhooks(`${apiUrl}/v1/webhooks/payments`, WEBHOOK_SECRET);
      try {
        return await work({
          name: 'conventional',
          bench,
          apiUrl,
          gateway,
          watched: () => new Map([...labelled(bench, gateway), ...programs.pids]),
          count: programs.count,
          setCallsAtOnce: async (calls) => programs.setConcurrency(calls),
        });
      } finally {
        programs.stop();
      }
    });
  });
