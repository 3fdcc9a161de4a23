import { createRoute, z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import { accepts } from 'hono/accepts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader, allowCaching } from '../../http/carried-headers.ts';
import type { AppContext } from '../../http/env.ts';
import { type ProblemCode, problemCatalogue } from '../../http/problems/catalogue.ts';
import { PROBLEMS_PATH, problem, problems } from '../../http/problems/problem.ts';
import { json } from '../../http/schema.ts';
import {
  conditionalHeaders,
  contentEtag,
  matchesEtag,
  notModified,
} from '../../http/shared-bodies/conditional.ts';
import { problemPage, problemsPage } from './problem-pages.ts';

const ONE_HOUR = 'public, max-age=3600';
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const text = z.object({ title: z.string(), detail: z.string() });
const description = z
  .object({ type: z.string(), code: z.string(), status: z.int(), ko: text, en: text })
  .openapi('ProblemDescription');

const html = { 'text/html': { schema: z.string() } };
const described = json(description, 'The meaning of the code, in Korean and English; a page for browsers');
const listed = json(z.object({ items: z.array(description) }), 'Every code; a page for browsers');

const one = createRoute({
  operationId: 'describeProblem',
  method: 'get',
  path: `${PROBLEMS_PATH}/{code}`,
  tags: ['Operation'],
  summary: 'The meaning of a problem, linked from its `type`',
  description: 'JSON, or a page for browsers.',
  request: { params: z.object({ code: z.string().openapi({ example: 'seat_unavailable' }) }) },
  responses: {
    200: { ...described, content: { ...described.content, ...html }, headers: conditionalHeaders },
    ...notModified,
    ...problems(404),
  },
});

const all = createRoute({
  operationId: 'listProblems',
  method: 'get',
  path: PROBLEMS_PATH,
  tags: ['Operation'],
  summary: 'Every problem that the API knows',
  description: 'JSON, or a page for browsers.',
  responses: {
    200: { ...listed, content: { ...listed.content, ...html }, headers: conditionalHeaders },
    ...notModified,
  },
});

type Page = ReturnType<typeof problemPage>;
type Described<T> = Response & (TypedResponse<T, 200, 'json'> | TypedResponse<null, 304, 'body'>);

const isCode = (text: string): text is ProblemCode => Object.hasOwn(problemCatalogue, text);
const describe = (code: ProblemCode, problemsUrl: string) => ({
  type: `${problemsUrl}/${code}`,
  code,
  ...problemCatalogue[code],
});

const wantsPage = (c: AppContext): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html';

const describeAll = (problemsUrl: string) =>
  Object.keys(problemCatalogue)
    .filter(isCode)
    .map((code) => describe(code, problemsUrl));

/** Answers with JSON, or to browsers with a page; 304 if the client has the current version. */
async function answer<T extends object>(c: AppContext, content: T, page: Page): Promise<Described<T>> {
  const isPage = wantsPage(c);
  const body = isPage ? String(await page) : JSON.stringify(content);
  const etag = contentEtag(body);
  addHeader(c, 'etag', etag);
  allowCaching(c, ONE_HOUR, 'Accept, Accept-Language, Accept-Encoding');
  c.header('content-security-policy', CONTENT_SECURITY_POLICY);
  if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304) as Response as Described<T>;
  const contentType = isPage ? 'text/html; charset=UTF-8' : 'application/json';
  return c.body(body, 200, { 'content-type': contentType }) as Response as Described<T>;
}

/** `GET /problems` and `/problems/{code}`: the meaning of every problem, as JSON or as a page. */
export const addDescribeProblems: AddRoute = (app) => {
  app.openapi(all, (c) => {
    const items = describeAll(c.var.problemsUrl);
    return answer(c, { items }, problemsPage(items, c.var.locale));
  });
  app.openapi(one, async (c) => {
    const { code } = c.req.valid('param');
    if (!isCode(code)) return problem(c, 'not_found');
    const described = describe(code, c.var.problemsUrl);
    return answer(c, described, problemPage(described, c.var.locale));
  });
};
