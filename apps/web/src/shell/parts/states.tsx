import type { ComponentChildren } from 'preact';
import type { Loaded } from '../loading.ts';
import { useTexts } from '../texts.ts';
import { ProblemNotice } from './notice.tsx';
import { partTexts } from './texts.ts';

/** Shown while something is loaded. Appears late, so that quick answers do not flicker. */
export function Loading() {
  const texts = useTexts(partTexts);
  return (
    <div class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {texts.loading}
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
  readonly children: (value: T, reload: () => void) => ComponentChildren;
}

/** Draws what was loaded; until then the waiting sign, and a failure with a button to try again. */
export function Show<T>({ of, children }: ShowProps<T>) {
  switch (of.state) {
    case 'loading':
      return <Loading />;
    case 'failed':
      return <ProblemNotice problem={of.problem} retry={of.retry} />;
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
