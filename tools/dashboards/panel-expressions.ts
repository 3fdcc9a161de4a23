import type { Dashboard } from './descriptions/panel.ts';
import type { Expression } from './expressions.ts';

/** The expressions of all panels, with the variables of Grafana replaced. */
export const panelExpressions = (
  dashboards: readonly Dashboard[],
  rateInterval: string,
): readonly Expression[] =>
  dashboards.flatMap(({ title, rows }) =>
    rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        Object.values(panel.queries).map((text) => ({
          place: `${title}: ${panel.title}`,
          text: text.replaceAll('$__rate_interval', rateInterval).replaceAll('$concert', '.*'),
          isAlert: false,
        })),
      ),
    ),
  );
