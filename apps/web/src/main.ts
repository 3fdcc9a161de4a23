import { runProcess } from '@concert-mania/runtime/run-process';
import { port } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import { builtPages } from './server/build/built-pages.ts';
import { startWebServer } from './server/server.ts';

const settings = z.object({
  HOST: z.string().default('127.0.0.1'),
  WEB_PORT: port(8_080),
  /** The API behind the pages. */
  API_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3000'),
  /** Where fans pay: the gateway's payment window. Without it only wallets can pay. */
  PAYMENT_WINDOW_URL: z.url({ protocol: /^https?$/ }).optional(),
  HSTS_SUBDOMAINS: z.enum(['on', 'off']).default('off'),
});

await runProcess('web', settings, process.env, async ({ config, log }) => {
  const pages = await builtPages();
  const server = await startWebServer({
    host: config.HOST,
    port: config.WEB_PORT,
    files: pages.folder,
    apiUrl: config.API_URL,
    pageSettings: { paymentWindowUrl: config.PAYMENT_WINDOW_URL ?? null },
    hstsSubdomains: config.HSTS_SUBDOMAINS === 'on',
    onFault: (fault) => log.warn(fault, 'the API cannot be reached'),
  });
  log.info({ url: server.url, ...pages }, 'listening');
  return { checks: {}, stop: server.stop };
});
