import { count, port, secret } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';

/** Settings of each process of the conventional system. */
export const settings = z.object({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  DATABASE_POOL_SIZE: count(16, { min: 1, max: 100 }),
  PORT: port(0),
  JWT_SECRET: secret(),
  WEBHOOK_SECRET: z.string(),
  GATEWAY_URL: z.url(),
  TICKET_SIGNING_KEYS: z.string(),
  MAIL_SMTP_URL: z.url(),
});
export type BaselineSettings = z.infer<typeof settings>;
