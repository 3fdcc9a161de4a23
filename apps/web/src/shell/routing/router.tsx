import { type ComponentType, h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { arrive, isScrollRestored, useWantedPath } from './address.ts';
import { type Params, paramsOf } from './params-of.ts';

export interface PageProps {
  readonly params: Params;
}

type Page<P> = ComponentType<PageProps & P>;

/** The pattern of a page's path, and how the page is loaded. */
export type Route<P = unknown> = readonly [pattern: string, load: () => Page<P> | Promise<Page<P>>];

interface RouterProps<P> {
  readonly routes: readonly Route<P>[];
  readonly missing: Page<P>;
  /** Given to each page beside the parts of its path. */
  readonly shared: P;
}

interface Shown<P> extends PageProps {
  readonly page: Page<P>;
}

/** Shows the page of the address. The page before it stays until the new one is loaded. */
export function Router<P>({ routes, missing, shared }: RouterProps<P>) {
  const path = useWantedPath();
  const [shown, show] = useState<Shown<P> | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void openPage({ routes, missing }, path).then((next) => {
      if (!isCurrent) return;
      if (!isScrollRestored()) scrollTo(0, 0);
      arrive();
      show(next);
    });
    return () => {
      isCurrent = false;
    };
  }, [path]);
  return shown && h(shown.page, { ...shared, params: shown.params });
}

async function openPage<P>(
  { routes, missing }: Omit<RouterProps<P>, 'shared'>,
  path: string,
): Promise<Shown<P>> {
  for (const [pattern, load] of routes) {
    const params = paramsOf(pattern, path);
    if (params !== null) return { page: await load(), params };
  }
  return { page: missing, params: {} };
}
