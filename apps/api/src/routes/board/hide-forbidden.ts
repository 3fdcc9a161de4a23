import { createMiddleware } from 'hono/factory';
import type { AppEnv } from '../../http/env.ts';

/** Bull Board tells its buttons apart by their icons and by the beginnings of class names only. */
export const LOOKS = {
  harmlessJobIcons: ['lucide-refresh-cw', 'lucide-corner-up-left'],
  forbiddenMenuIcons: ['plus', 'chart-no-axes-gantt', 'gauge', 'trash-2', 'ban'].map(
    (icon) => `lucide-${icon}`,
  ),
  jobButtons: ['jobActions-', 'queueActions-'],
  forbiddenButtons: ['editButton-', 'actionsCell-'],
} as const;

const anyOf = (classes: readonly string[]): string => classes.map((name) => `.${name}`).join(', ');
const begins = (classes: readonly string[]): string =>
  `:is(${classes.map((name) => `[class^="${name}"], [class*=" ${name}"]`).join(', ')})`;

const STYLE = `<style>
  [role="menuitem"]:has(${anyOf(LOOKS.forbiddenMenuIcons)}),
  ${begins(LOOKS.jobButtons)} li:not(:has(${anyOf(LOOKS.harmlessJobIcons)})),
  ${begins(LOOKS.forbiddenButtons)} { display: none !important }
</style>`;
/** The policy of the page refuses it, and the browser would report that each time. */
const FOREIGN_FONTS = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** Hides the buttons of actions that `harmlessOnly` refuses. */
export const hideForbidden = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  if (!c.res.headers.get('content-type')?.startsWith('text/html')) return;
  const page = (await c.res.text()).replace(FOREIGN_FONTS, '').replace('</head>', `${STYLE}</head>`);
  c.res = new Response(page, c.res);
});
