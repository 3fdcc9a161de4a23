/** The conventional program: an API that decides each request in a transaction of its own. */
import { randomBytes } from 'node:crypto';
import { ACCESS_TOKEN, makeAccessTokens } from '@concert-mania/api/src/security/access-tokens.ts';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { count, port, readConfig, secret } from '@concert-mania/runtime/settings/config';
import { serve } from '@hono/node-server';
import { Redis } from 'ioredis';
import pg from 'pg';
import { z } from 'zod';
import { makeBaselineApp } from './app.ts';
import { makeFindTerms } from './find-terms.ts';
import { makeForms } from './forms.ts';

const HOLD_SECONDS = 600;
const config = readConfig(
  z.object({
    DATABASE_URL: z.url(),
    REDIS_URL: z.url(),
    JWT_SECRET: secret(),
    PORT: port(0),
    DATABASE_POOL_SIZE: count(16, { min: 1, max: 100 }),
  }),
  process.env,
);

const pool = new pg.Pool({
  connectionString: config.DATABASE_URL,
  application_name: 'baseline',
  max: config.DATABASE_POOL_SIZE,
  // A connection made once is kept: making them during a run would be charged to the design.
  min: config.DATABASE_POOL_SIZE,
  idleTimeoutMillis: 0,
  statement_timeout: 30_000,
});
const redis = new Redis(config.REDIS_URL, { connectionName: 'baseline', enableAutoPipelining: true });
// A connection of its own: it must not wait behind the transactions that wait for it.
const termsPool = new pg.Pool({ connectionString: config.DATABASE_URL, max: 1 });
const findTerms = makeFindTerms(termsPool, HOLD_SECONDS);
const { verify } = makeAccessTokens({
  kind: ACCESS_TOKEN,
  secret: config.JWT_SECRET,
  ttlSeconds: 900,
  nowMs: Date.now,
});
const decide = makeDecideHolds(makeIdFactory(() => new Date(), randomBytes));
const app = makeBaselineApp({
  verifyAccessToken: verify,
  findTerms,
  forms: makeForms({ pool, decide, findTerms }, redis),
});
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: config.PORT });
