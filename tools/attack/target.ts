import { makeSale, type Sale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { type Fan, logInFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { type OwnSystem, withOwnSystem } from '../command-line/own-system.ts';

/** Memory and CPU of the API process so far. */
interface Usage {
  readonly residentMb: number;
  readonly cpuSeconds: number;
}

/** The system under attack. Its limits are those of a default installation. */
export interface Target extends Pick<OwnSystem, 'stack' | 'db'> {
  readonly api: string;
  readonly gateway: string;
  readonly admin: Fan;
  /** Every line that the processes have written. */
  readonly lines: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A published concert on sale. */
  sale(options?: SaleOptions): Promise<Sale>;
  usage(): Promise<Usage>;
  /** Waits until the API answers a harmless request. */
  isAlive(): Promise<boolean>;
}

export const ADMIN = { email: 'admin@attack.example', password: 'attack-run-administrator-4711' };
export const HOLD_SECONDS = 3;

const environment = {
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  HOLD_SECONDS: String(HOLD_SECONDS),
  LOG_LEVEL: 'info',
};

/** Starts a system of its own for the attacks. */
export function withTarget<T>(play: (target: Target) => Promise<T>): Promise<T> {
  const lines: string[] = [];
  const onOutput = (name: string, line: string) => void lines.push(`${name} ${line}`);
  return withOwnSystem(
    'attack',
    { environment, log: () => undefined, onOutput },
    async ({ stack, db, apiUrl }) =>
      play({
        api: apiUrl,
        gateway: stack.mockPgUrl,
        stack,
        db,
        admin: await logInFan(apiUrl, ADMIN.email, ADMIN.password),
        lines,
        environment,
        sale: (options = {}) => makeSale(db, { waitingRoomEnabled: false, ...options }),
        usage: () => readUsage(stack.process('api').opsUrl),
        isAlive: async () => (await send(apiUrl, 'GET', '/livez')).status === 200,
      }),
  );
}

async function readUsage(opsUrl: string): Promise<Usage> {
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  return {
    residentMb: read('process_resident_memory_bytes') / 2 ** 20,
    cpuSeconds: read('process_cpu_seconds_total'),
  };
}
