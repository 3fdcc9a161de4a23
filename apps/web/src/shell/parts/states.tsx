import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isPassing } from '../loading/passing.ts';
import type { Loaded } from '../loading/use-loaded.ts';
import { useTexts } from '../texts.ts';
import { ProblemNotice } from './notice.tsx';
import { partTexts } from './texts.ts';

const SLOW_MS = 5_000;

/**
 * Shown while something is loaded. Appears late, so that quick answers do not flicker, and says
 * when there is no answer for long: calls to the API are repeated.
 */
export function Loading() {
  const texts = useTexts(partTexts);
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {isSlow ? texts.slow : texts.loading}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly action?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Says that a list has nothing, and what to do about it. */
export function Empty({ title, action, children }: EmptyProps) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

interface ShowProps<T> {
  readonly of: Loaded<T>;
  /** Shown below a refusal, such as a link to a list. */
  readonly wayOn?: ComponentChildren;
  readonly children: (value: T, reload: () => void) => ComponentChildren;
}

/** Draws what was loaded; until then a waiting sign, or the failure. */
export function Show<T>({ of, wayOn, children }: ShowProps<T>) {
  switch (of.state) {
    case 'loading':
      return <Loading />;
    case 'failed': {
      const { problem, retry } = of;
      return isPassing(problem) ? (
        <ProblemNotice problem={problem} retry={retry} isRetried />
      ) : (
        <div class="stack">
          <ProblemNotice problem={problem} />
          {wayOn && <div class="row">{wayOn}</div>}
        </div>
      );
    }
    case 'ready':
      return <>{children(of.value, of.reload)}</>;
  }
}

export interface BadgeProps {
  readonly kind?: 'neutral' | 'info' | 'success' | 'warning' | 'error';
  readonly children: ComponentChildren;
}

/** The state of something in one or two words. */
export function Badge({ kind = 'neutral', children }: BadgeProps) {
  return <span class={`badge badge-${kind}`}>{children}</span>;
}
