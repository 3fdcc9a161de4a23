import { formatNumber, formatTime } from '../../shell/format.ts';
import { Badge } from '../../shell/parts/states.tsx';
import { useLanguage, useTexts } from '../../shell/texts.ts';
import type { KeptPost } from '../post.ts';
import type { GateState } from '../scans/check-ins.ts';
import { texts } from '../texts.ts';
import type { Counts } from './use-counts.ts';

interface StatusBarProps {
  readonly post: KeptPost;
  readonly state: GateState;
  readonly counts: Counts | null;
  readonly onOpen: () => void;
}

/** Where the steward is, whether there is a network, and what waits. */
export function StatusBar({ post, state, counts, onOpen }: StatusBarProps) {
  const t = useTexts(texts);
  const language = useLanguage();
  const { isOnline, waiting, doubtful } = state;
  return (
    <header class="gate-bar">
      <div class="gate-place">
        <h1>{post.gate}</h1>
        <p class="small">
          {formatTime(post.startsAt, language)} · {post.title}
        </p>
      </div>
      <div class="gate-badges">
        <span role="status">
          <Badge kind={isOnline ? 'success' : 'warning'}>{isOnline ? t.online : t.offline}</Badge>{' '}
          {waiting > 0 && <Badge kind="info">{t.waiting(waiting)}</Badge>}
        </span>
        {counts !== null && (
          <span class="small figures">
            {formatNumber(counts.admitted, language)} / {formatNumber(counts.issued - counts.void, language)}
          </span>
        )}
      </div>
      <button type="button" class="button gate-more" onClick={onOpen}>
        <span aria-hidden="true">{doubtful.length > 0 ? '⚠' : '☰'}</span>
        <span class="visually-hidden">{doubtful.length > 0 ? t.doubtfulTitle(doubtful.length) : t.more}</span>
      </button>
    </header>
  );
}
