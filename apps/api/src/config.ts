import { databaseSettings, port, redisSettings } from '@concert-mania/runtime/config';
import { z } from 'zod';

/** What the API is told by its environment, beside what every process is told. */
export const apiSettings = z.object({
  ...databaseSettings.shape,
  ...redisSettings.shape,
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
});
