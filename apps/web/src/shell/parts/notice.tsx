import type { Problem } from '@concert-mania/client/problem';
import type { ComponentChildren } from 'preact';
import { useTexts } from '../texts.ts';
import { Button } from './button.tsx';
import { partTexts } from './texts.ts';

interface NoticeProps {
  readonly kind: 'info' | 'success' | 'warning' | 'error';
  readonly title?: string;
  readonly action?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A message in the page. Screen readers read an error at once, others when they are idle. */
export function Notice({ kind, title, action, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <div class="notice-text">
        {title !== undefined && <strong>{title}</strong>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {action !== undefined && <div class="notice-action">{action}</div>}
    </div>
  );
}

interface ProblemNoticeProps {
  /** The API's refusal; null when it could not be reached. */
  readonly problem: Problem | null;
  readonly retry?: (() => void) | undefined;
  /** Says that the page tries again by itself. */
  readonly isRetried?: boolean;
}

/** A refusal or a lost connection, with the API's own words. */
export function ProblemNotice({ problem, retry, isRetried = false }: ProblemNoticeProps) {
  const texts = useTexts(partTexts);
  return (
    <Notice
      kind="error"
      title={problem?.title ?? texts.unreachable}
      action={
        retry && (
          <Button kind="secondary" onClick={retry}>
            {texts.retry}
          </Button>
        )
      }
    >
      {problem?.detail ?? texts.unreachableDetail} {isRetried && texts.retried}
    </Notice>
  );
}
