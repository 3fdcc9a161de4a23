import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Work of a gateway since its start. */
interface GatewayCounts {
  readonly calls: number;
  readonly webhooks: number;
  /** Webhooks that wait to be accepted. */
  readonly unsent: number;
}
/** Webhooks that follow each capture from now on; or a wish to know the counts. */
export type GatewayOrder = { readonly url: string; readonly secret: string } | 'count';
/** The port; then counts on request. */
export type GatewayMessage = number | GatewayCounts;

export interface Gateway {
  readonly url: string;
  readonly pid: number;
  /** From now on a webhook follows each capture. */
  sendWebhooks(url: string, secret: string): void;
  count(): Promise<GatewayCounts>;
}

/** Runs the gateway stub in a process of its own. */
export async function withGateway<T>(work: (gateway: Gateway) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'gateway-stub.ts'), { execArgv: [] });
  const answer = async () => (await once(child, 'message'))[0];
  const order = (message: GatewayOrder) => child.send(message);
  const port: number = await answer();
  try {
    return await work({
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? 0,
      sendWebhooks: (url, secret) => order({ url, secret }),
      count: () => {
        const counted: Promise<GatewayCounts> = answer();
        order('count');
        return counted;
      },
    });
  } finally {
    child.disconnect();
  }
}
