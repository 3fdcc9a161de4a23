import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasNavigated } from '../routing/address.ts';

interface PageProps {
  readonly title: string;
  /** One sentence below the title. */
  readonly lead?: ComponentChildren;
  /** Buttons for the whole page, beside the title. */
  readonly actions?: ComponentChildren;
  /** `narrow` for forms, `wide` for the seat map. */
  readonly width?: 'narrow' | 'normal' | 'wide';
  /** After another site led here: the heading gets the focus, and again when it changes. */
  readonly isReturn?: boolean;
  readonly children?: ComponentChildren;
}

/** A page with its heading. The heading gets the focus after a change of the route. */
export function Page({ title, lead, actions, width = 'normal', isReturn = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isReturn || hasNavigated()) heading.current?.focus({ preventScroll: true });
  }, [isReturn && title]);
  useEffect(() => {
    document.title = `${title} · Concert Mania`;
  }, [title]);
  return (
    <div class={`page page-${width}`}>
      <header class="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
