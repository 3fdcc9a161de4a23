import { z } from '@hono/zod-openapi';

/** A JSON answer, for `createRoute({ responses })`. */
export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A required JSON body, for `createRoute({ request: { body } })`. Use `z.strictObject`. */
export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});

/** An optional JSON body. Use `z.strictObject` with optional members. */
export const optionalJsonBody = <S extends z.ZodType>(schema: S) => ({
  required: false as const,
  content: { 'application/json': { schema } },
});

/** A time as clients see it: RFC 3339, UTC, milliseconds. */
export const instant = z.iso.datetime().openapi({ example: '2026-03-01T11:00:00.000Z' });

/** Marks a route as needing `Authorization: Bearer`. Goes with the middleware `signedIn`. */
export const bearer: { bearer: string[] }[] = [{ bearer: [] }];

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** `?cursor=&limit=` of every list. */
export const pageQuery = z.strictObject({
  cursor: z.string().min(1).max(512).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

/** `{ items, nextCursor }` of every list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
