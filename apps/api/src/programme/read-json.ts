import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { AppEnv } from '../env.ts';
import { type BodyLimit, readBody } from '../request-bodies/read-body.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** The body of a request that must be JSON; refused as other routes refuse theirs: 415 for another type, 400 for no JSON. */
export async function readJson<E extends AppEnv>(c: Context<E>, limit: BodyLimit): Promise<unknown> {
  if (!JSON_TYPE.test(c.req.header('content-type') ?? '')) throw new HTTPException(415);
  const text = await readBody(c, limit);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new HTTPException(400, { cause });
  }
}
