import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Work of a gateway since its start. */
export interface GatewayCounts {
  readonly confirms: number;
  readonly inquiries: number;
  readonly cancels: number;
  /** Most confirmations under way at once since the last look. */
  readonly mostAtOnce: number;
  readonly webhooks: number;
  /** Webhooks that wait to be accepted. */
  readonly unsent: number;
  readonly webhooksLost: number;
}
export type GatewayOrder =
  | { readonly kind: 'webhooks'; readonly url: string; readonly secret: string }
  | { readonly kind: 'count' };
export type GatewayMessage =
  | { readonly kind: 'port'; readonly port: number }
  | { readonly kind: 'counts'; readonly counts: GatewayCounts };

export interface Gateway {
  readonly url: string;
  readonly pid: number;
  /** From now on a webhook follows each capture. */
  sendWebhooks(url: string, secret: string): void;
  count(): Promise<GatewayCounts>;
  stop(): void;
}

/** Starts the gateway stub in a process of its own. */
export async function startGateway(): Promise<Gateway> {
  const child = fork(join(import.meta.dirname, 'stub.ts'), { execArgv: [] });
  const answer = async () => (await once(child, 'message'))[0] as GatewayMessage;
  const order = (message: GatewayOrder) => child.send(message);
  const started = await answer();
  if (started.kind !== 'port') throw new Error('the gateway stub did not tell its port');
  return {
    url: `http://127.0.0.1:${started.port}`,
    pid: child.pid ?? 0,
    sendWebhooks: (url, secret) => order({ kind: 'webhooks', url, secret }),
    count: async () => {
      const counted = answer();
      order({ kind: 'count' });
      const message = await counted;
      if (message.kind !== 'counts') throw new Error(`the gateway stub answered ${message.kind}`);
      return message.counts;
    },
    stop: () => child.disconnect(),
  };
}
