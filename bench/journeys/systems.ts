import { randomBytes } from 'node:crypto';
import { freePorts } from '@concert-mania/local-stack/free-port';
import type { Stack } from '@concert-mania/local-stack/stack';
import type { Watched } from '../generator/run-generator.ts';
import { type Bench, type BenchContext, only, withBench } from '../measuring/stack.ts';
import { startPrograms } from '../measuring/start-programs.ts';
import { type Gateway, withGateway } from './gateway.ts';

export const NAMES = { product: 'Concert Mania', conventional: 'conventional' } as const;
export type SystemName = keyof typeof NAMES;
export const SYSTEMS = Object.keys(NAMES) as readonly SystemName[];

/** A system that fans go on journeys through, with servers of its own. */
export interface System {
  readonly name: SystemName;
  readonly bench: Bench;
  /** Of the first API process, which also receives the webhooks. */
  readonly apiUrl: string;
  readonly apiUrls: readonly string[];
  readonly gateway: Gateway;
  /** Process ids by label; the gateway is apart. */
  watched(): Watched;
  /** Statements and served requests since its start. */
  count(): Promise<{ readonly statements: number; readonly requests: number }>;
  /** Sets how many calls to the gateway are made at once. */
  setCallsAtOnce(calls: CallsAtOnce): Promise<void>;
}

export type Systems = Readonly<Record<SystemName, System>>;

/** The payment-worker for as many calls to the gateway at once. */
const WORKERS = { 20: 'payment-worker', 200: 'payment-worker-2' } as const;
/** Calls to the gateway at once that a run may have. */
export type CallsAtOnce = keyof typeof WORKERS;

const REPLICATED = [
  'api',
  'hold-worker',
  'expiry-worker',
  'admission-worker',
  'event-worker',
  'notification-worker',
] as const;

const secret = () => randomBytes(32).toString('base64url');

type SystemOptions = BenchContext & {
  /** Whether a network with a delay lies before the servers. */
  readonly network?: boolean;
  /** Processes of each kind of the product; one unless given. */
  readonly replicas?: number;
};

/** Runs both systems, for measurements in turns. The one without load is idle. */
export const withSystems = <T>(options: SystemOptions, work: (systems: Systems) => Promise<T>): Promise<T> =>
  withProduct(options, (product) =>
    withConventional(options, (conventional) => work({ product, conventional })),
  );

const withProduct = <T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> =>
  withGateway((gateway) => {
    const WEBHOOK_SECRET = secret();
    const environment = { GATEWAY_URL: gateway.url, WEBHOOK_SECRET };
    const environmentOf = (label: string) =>
      label.startsWith('payment-worker')
        ? { GATEWAY_CONCURRENCY: label === WORKERS[200] ? '200' : '20' }
        : {};
    const { replicas: count = 1, ...context } = options;
    const replicas = {
      ...Object.fromEntries(REPLICATED.map((name) => [name, count])),
      // One of them makes 200 calls at once, and is stopped while another load runs.
      'payment-worker': count + 1,
      'mock-pg': 0,
    };
    return withBench(
      { ...context, name: '-product', replicas, environment, environmentOf },
      async (bench) => {
        const [apiUrl = ''] = bench.stack.apiUrls;
        gateway.sendWebhooks(`${apiUrl}/v1/webhooks/payments`, WEBHOOK_SECRET);
        const setCallsAtOnce = async (calls: CallsAtOnce) => {
          const wanted = bench.stack.process(WORKERS[calls]);
          if (wanted.pid === undefined) await wanted.restart();
          await bench.stack.process(WORKERS[calls === 20 ? 200 : 20]).stop();
        };
        await setCallsAtOnce(20);
        return work({
          name: 'product',
          bench,
          apiUrl,
          apiUrls: bench.stack.apiUrls,
          gateway,
          watched: () => new Map([...bench.watched(), ['gateway', [gateway.pid]]]),
          count: () => countProduct(bench.stack),
          setCallsAtOnce,
        });
      },
    );
  });

/** Sums the processes' own metrics. */
async function countProduct({ processes }: Stack) {
  const running = processes.filter(({ pid }) => pid !== undefined);
  const pages = await Promise.all(
    running.map(async ({ opsUrl }) => (await fetch(`${opsUrl}/metrics`)).text()),
  );
  const sumOf = (name: string) =>
    pages
      .flatMap((page) => [...page.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))])
      .reduce((sum, [, value]) => sum + Number(value), 0);
  return {
    statements: sumOf('cm_db_statement_seconds_count'),
    requests: sumOf('http_request_duration_seconds_count') + sumOf('http_wait_seconds_count'),
  };
}

const withConventional = <T>(options: SystemOptions, work: (system: System) => Promise<T>): Promise<T> =>
  withGateway(async (gateway) => {
    const [smtpPort = '', apiPort = ''] = (await freePorts(2)).map(String);
    const environmentOf = () => ({ MAIL_SMTP_PORT: smtpPort });
    return withBench(
      { ...options, name: '-conventional', replicas: only({ mailbox: 1 }), environmentOf },
      async (bench) => {
        const WEBHOOK_SECRET = secret();
        const programs = await startPrograms(['api', 'payments', 'mails'], {
          DATABASE_URL: bench.stack.databaseUrl,
          REDIS_URL: bench.stack.redisUrl,
          PORT: apiPort,
          JWT_SECRET: bench.jwtSecret,
          WEBHOOK_SECRET,
          GATEWAY_URL: gateway.url,
          TICKET_SIGNING_KEYS: secret(),
          MAIL_SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
        });
        const apiUrl = `http://127.0.0.1:${apiPort}`;
        gateway.sendWebhooks(`${apiUrl}/v1/webhooks/payments`, WEBHOOK_SECRET);
        const watched = () => new Map([...bench.watched(), ['gateway', [gateway.pid]], ...programs.pids]);
        try {
          return await work({
            name: 'conventional',
            bench,
            apiUrl,
            apiUrls: [apiUrl],
            gateway,
            watched,
            count: programs.count,
            setCallsAtOnce: async (calls) => programs.setConcurrency(calls),
          });
        } finally {
          await programs.stop();
        }
      },
    );
  });
