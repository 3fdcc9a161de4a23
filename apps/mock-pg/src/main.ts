import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '@concert-mania/runtime/run-process';
import { count, flag, port, secret } from '@concert-mania/runtime/settings/config';
import { webhookSecret } from '@concert-mania/runtime/settings/webhook-secret';
import { z } from 'zod';
import { startMockGateway } from './server.ts';

const MS_PER_SECOND = 1_000;

const settings = z
  .object({
    NODE_ENV: z.string().default('development'),
    /** For a rehearsal of production: anybody who reaches this gateway pays without money. */
    MOCK_PG_IN_PRODUCTION: flag(false),
    HOST: z.string().default('127.0.0.1'),
    MOCK_PG_PORT: port(4_000),
    DATA_DIR: z.string().min(1),
    GATEWAY_SECRET_KEY: secret(),
    /** The time to confirm a payment after its checkout. */
    CHECKOUT_SECONDS: count(600, { min: 1, max: 86_400 }),
    /** Origins that the payment window may lead back to, separated by commas. */
    WINDOW_RETURN_ORIGINS: z
      .string()
      .default('')
      .transform((value) => value.split(',').flatMap((entry) => entry.trim() || []))
      .refine((entries) => entries.every((entry) => URL.parse(entry)?.origin === entry), {
        message: 'has an entry that is no origin such as https://tickets.example',
      }),
    WEBHOOK_URL: z.url({ protocol: /^https?$/ }).optional(),
    WEBHOOK_SECRET: webhookSecret().optional(),
  })
  .refine(({ NODE_ENV, MOCK_PG_IN_PRODUCTION }) => NODE_ENV !== 'production' || MOCK_PG_IN_PRODUCTION, {
    path: ['NODE_ENV'],
    message:
      'is production, where a mock gateway takes no money; for a rehearsal set MOCK_PG_IN_PRODUCTION=on',
  });

await runProcess('mock-pg', settings, process.env, async ({ config, log }) => {
  mkdirSync(config.DATA_DIR, { recursive: true });
  // The database has payment keys: only this user may read its files.
  process.umask(0o077);
  const book = join(config.DATA_DIR, 'mock-pg.sqlite');
  for (const file of [book, `${book}-wal`, `${book}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
  const gateway = await startMockGateway({
    host: config.HOST,
    port: config.MOCK_PG_PORT,
    file: book,
    secretKey: config.GATEWAY_SECRET_KEY,
    returnOrigins: config.WINDOW_RETURN_ORIGINS,
    sessionMs: config.CHECKOUT_SECONDS * MS_PER_SECOND,
    webhook:
      config.WEBHOOK_URL && config.WEBHOOK_SECRET
        ? { url: config.WEBHOOK_URL, secret: config.WEBHOOK_SECRET }
        : null,
    log,
  });
  log.info({ url: gateway.url }, 'listening');
  return { checks: {}, stop: gateway.stop };
});
