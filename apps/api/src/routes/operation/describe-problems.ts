import { createRoute, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import type { AddRoute } from '../../add-route.ts';
import type { AppContext } from '../../env.ts';
import { PROBLEMS_PATH, problem, problems } from '../../problem.ts';
import { type ProblemCode, problemCatalogue } from '../../problems/catalogue.ts';
import { problemPage, problemsPage } from '../../problems/pages.ts';
import { json } from '../../schema.ts';

const ONE_HOUR = 'public, max-age=3600';
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

const text = z.object({ title: z.string(), detail: z.string() });
const description = z
  .object({ type: z.string(), code: z.string(), status: z.int(), ko: text, en: text })
  .openapi('ProblemDescription');

const html = { 'text/html': { schema: z.string() } };
const described = json(description, 'What the code means, in Korean and in English; a page for browsers');
const listed = json(z.object({ items: z.array(description) }), 'Every code; a page for browsers');

const one = createRoute({
  method: 'get',
  path: `${PROBLEMS_PATH}/{code}`,
  tags: ['Operation'],
  summary: 'What a problem means: where its `type` leads',
  request: { params: z.object({ code: z.string().openapi({ example: 'seat_unavailable' }) }) },
  responses: {
    200: { ...described, content: { ...described.content, ...html } },
    ...problems(404),
  },
});

const all = createRoute({
  method: 'get',
  path: PROBLEMS_PATH,
  tags: ['Operation'],
  summary: 'Every problem that the API knows',
  responses: { 200: { ...listed, content: { ...listed.content, ...html } } },
});

const isCode = (text: string): text is ProblemCode => Object.hasOwn(problemCatalogue, text);
const describe = (code: ProblemCode) => ({
  type: `${PROBLEMS_PATH}/${code}`,
  code,
  ...problemCatalogue[code],
});
const descriptions = Object.keys(problemCatalogue).filter(isCode).map(describe);

const wantsPage = (c: AppContext): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/html'],
    default: 'application/json',
  }) === 'text/html';

function setHeaders(c: AppContext): void {
  c.header('cache-control', ONE_HOUR);
  c.header('vary', 'accept, accept-language');
  c.header('content-security-policy', CONTENT_SECURITY_POLICY);
}

/** `GET /problems` and `/problems/{code}`: the meaning of every problem, as JSON or as a page. */
export const addDescribeProblems: AddRoute = (app) => {
  app.openapi(all, (c) => {
    setHeaders(c);
    return wantsPage(c)
      ? c.html(problemsPage(descriptions, c.var.locale), 200)
      : c.json({ items: descriptions }, 200);
  });
  app.openapi(one, (c) => {
    const { code } = c.req.valid('param');
    if (!isCode(code)) return problem(c, 'not_found');
    setHeaders(c);
    return wantsPage(c)
      ? c.html(problemPage(describe(code), c.var.locale), 200)
      : c.json(describe(code), 200);
  });
};
