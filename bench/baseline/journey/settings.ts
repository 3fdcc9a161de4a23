import { count, port, secret } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';

/** Settings of each process of the conventional design. */
export const settings = z.object({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  DATABASE_POOL_SIZE: count(16, { min: 1, max: 100 }),
  PORT: port(0),
  JWT_SECRET: secret(),
  // Holds alone do not need these.
  WEBHOOK_SECRET: z.string().default(''),
  GATEWAY_URL: z.string().default(''),
  TICKET_SIGNING_KEYS: z.string().default(''),
  MAIL_SMTP_URL: z.string().default(''),
});
export type BaselineSettings = z.infer<typeof settings>;
