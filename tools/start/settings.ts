import { emailAddress } from '@concert-mania/core/identity/email-address';
import { port, redisSettings } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';

/** The variables of `npm start`; every other one goes to the processes as it is. */
export const startSettings = z.object({
  WEB_PORT: port(8080),
  PORT: port(3000),
  MOCK_PG_PORT: port(4000),
  MAIL_PORT: port(0),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: redisSettings.shape.REDIS_URL.optional(),
  DATA_DIR: z.string().default('.local'),
  DEMO_DATA: z.enum(['0', '1']).default('1'),
  ADMIN_EMAIL: emailAddress.default('admin@concert-mania.example'),
  ADMIN_PASSWORD: z.string().min(8).default('development-only-admin-password'),
});
export type StartSettings = z.infer<typeof startSettings>;
