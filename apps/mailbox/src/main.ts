import { runProcess } from '@concert-mania/runtime/run-process';
import { port } from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import { startMailboxServer } from './mailbox-server.ts';
import { DEVELOPMENT_SMS_KEY } from './sms-gateway.ts';

const settings = z
  .object({
    NODE_ENV: z.string().default('development'),
    /** The host of the mail server and the page. */
    MAIL_HOST: z.string().default('127.0.0.1'),
    MAIL_PORT: port(8_025),
    MAIL_SMTP_PORT: port(1_025),
    /** Of the mock SMS gateway; the notification worker has the same. */
    SMS_GATEWAY_KEY: z.string().default(DEVELOPMENT_SMS_KEY),
  })
  .refine((config) => config.NODE_ENV !== 'production', {
    path: ['NODE_ENV'],
    message: 'is production: the mailbox shows every mail without a login, so it is only for development',
  });

await runProcess('mailbox', settings, process.env, async ({ config, log }) => {
  const { url, smtpUrl, close } = await startMailboxServer({
    host: config.MAIL_HOST,
    port: config.MAIL_PORT,
    smtpPort: config.MAIL_SMTP_PORT,
    smsKey: config.SMS_GATEWAY_KEY,
  });
  log.info({ url, smtpUrl }, 'listening');
  return { checks: {}, stop: close };
});
