import type { Environment } from './processes/run-command.ts';
import type { StackSecrets } from './stack-secrets.ts';

/** Every kind of process, in the order in which they start; they stop the other way round. */
export const APP_NAMES = [
  'mock-pg',
  'mailbox',
  'hold-worker',
  'payment-worker',
  'expiry-worker',
  'admission-worker',
  'event-worker',
  'notification-worker',
  'api',
  'web',
] as const;
export type AppName = (typeof APP_NAMES)[number];

/** Processes of each kind. 1 by default, but no storefront, which has to be built. */
export type Replicas = Partial<Readonly<Record<AppName, number>>>;

/** One process to run: a unique label and its whole environment. */
export interface ProcessPlan {
  readonly app: AppName;
  readonly label: string;
  readonly opsUrl: string;
  /** Where its own server answers; undefined for a process without one. */
  readonly url: string | undefined;
  readonly environment: Environment;
}

export interface PlanInput {
  readonly replicas: Replicas;
  /** Given to every process; what the plan itself decides goes before it. */
  readonly environment: Environment;
  readonly databaseUrl: string;
  /** The address under the role of one kind of process; that of `databaseUrl` where absent. */
  readonly databaseUrlOf?: ((app: AppName) => string) | undefined;
  readonly redisUrl: string;
  readonly secrets: StackSecrets;
  readonly dataDir: string;
  /** Ports wanted for the first of their kind; free ones where absent. */
  readonly ports: {
    readonly api?: number | undefined;
    readonly web?: number | undefined;
    readonly mockPg?: number | undefined;
    readonly mail?: number | undefined;
  };
  readonly freePorts: readonly number[];
  /** Variables of one process alone; they override all others. */
  readonly environmentOf?: ((label: string) => Environment) | undefined;
}

const replicasOf = (app: AppName, replicas: Replicas): number => replicas[app] ?? (app === 'web' ? 0 : 1);

/** Ports that a plan may take at most. */
export function portsNeeded(replicas: Replicas): number {
  return APP_NAMES.reduce((sum, app) => sum + 2 * replicasOf(app, replicas), 5);
}

/** Which processes to run, and with which environment. Pure: the same input gives the same plan. */
export function planProcesses(input: PlanInput): readonly ProcessPlan[] {
  const free = [...input.freePorts];
  const nextPort = () => {
    const port = free.pop();
    if (port === undefined) throw new RangeError('too few free ports for the plan');
    return port;
  };
  const apiPort = input.ports.api ?? nextPort();
  const mockPgPort = input.ports.mockPg ?? nextPort();
  const mailPort = input.ports.mail ?? nextPort();
  const webPort = input.ports.web ?? nextPort();
  const shared = sharedEnvironment(input, {
    api: apiPort,
    web: webPort,
    mockPg: mockPgPort,
    mail: mailPort,
    smtp: nextPort(),
  });
  const wantedPorts: Partial<Record<AppName, number>> = {
    api: apiPort,
    'mock-pg': mockPgPort,
    mailbox: mailPort,
    web: webPort,
  };

  return APP_NAMES.flatMap((app) =>
    Array.from({ length: replicasOf(app, input.replicas) }, (_, index) => {
      const variable = PORT_VARIABLES[app];
      const port = variable && ((index === 0 ? wantedPorts[app] : undefined) ?? nextPort());
      const opsPort = nextPort();
      const label = index === 0 ? app : `${app}-${index + 1}`;
      return {
        app,
        label,
        opsUrl: `http://127.0.0.1:${opsPort}`,
        url: port === undefined ? undefined : `http://127.0.0.1:${port}`,
        environment: {
          ...shared,
          ...(input.databaseUrlOf && { DATABASE_URL: input.databaseUrlOf(app) }),
          OPS_PORT: String(opsPort),
          ...(variable && { [variable]: String(port) }),
          ...input.environmentOf?.(label),
        },
      };
    }),
  );
}

/** The variable with the port of a process that has a server of its own. */
const PORT_VARIABLES: Partial<Readonly<Record<AppName, string>>> = {
  'mock-pg': 'MOCK_PG_PORT',
  mailbox: 'MAIL_PORT',
  api: 'PORT',
  web: 'WEB_PORT',
};

function sharedEnvironment(
  input: PlanInput,
  ports: Readonly<Record<'api' | 'web' | 'mockPg' | 'mail' | 'smtp', number>>,
): Environment {
  const apiUrl = `http://127.0.0.1:${ports.api}`;
  const mockPgUrl = `http://127.0.0.1:${ports.mockPg}`;
  return {
    NODE_ENV: 'development',
    PUBLIC_URL: apiUrl,
    // Limits are per client, and clients on this machine (a rush, a proxy) name their own clients.
    TRUSTED_PROXIES: '127.0.0.1',
    GATEWAY_URL: mockPgUrl,
    API_URL: apiUrl,
    PAYMENT_WINDOW_URL: `${mockPgUrl}/mock/window`,
    WINDOW_RETURN_ORIGINS: `http://127.0.0.1:${ports.web},http://localhost:${ports.web}`,
    ...(replicasOf('web', input.replicas) > 0 && { PUBLIC_WEB_URL: `http://127.0.0.1:${ports.web}` }),
    WEBHOOK_URL: `${apiUrl}/v1/webhooks/payments`,
    ...((input.replicas.mailbox ?? 1) > 0 && {
      SMS_GATEWAY_URL: `http://127.0.0.1:${ports.mail}`,
      SMS_GATEWAY_KEY: 'development-only-key:development-only-secret',
      SMS_SENDER: '0212345678',
    }),
    ...input.environment,
    ...input.secrets,
    MAIL_SMTP_PORT: String(ports.smtp),
    MAIL_SMTP_URL: input.environment.MAIL_SMTP_URL || `smtp://127.0.0.1:${ports.smtp}`,
    // Shells and tools set HOST to the machine's name; the URLs handed out are those of 127.0.0.1.
    HOST: '127.0.0.1',
    MAIL_HOST: '127.0.0.1',
    OPS_HOST: '127.0.0.1',
    DATABASE_URL: input.databaseUrl,
    REDIS_URL: input.redisUrl,
    DATA_DIR: input.dataDir,
  };
}
