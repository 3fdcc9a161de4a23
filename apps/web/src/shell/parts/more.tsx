import { isPassing } from '../loading/passing.ts';
import type { Pages } from '../loading/use-pages.ts';
import { Button } from './button.tsx';
import { ProblemNotice } from './notice.tsx';
import { Loading } from './states.tsx';

interface MoreProps {
  readonly pages: Pages<unknown>;
  readonly label: string;
}

/** The end of a list that is loaded page by page. */
export function More({ pages, label }: MoreProps) {
  const { problem } = pages;
  if (pages.state === 'failed')
    return <ProblemNotice problem={problem} retry={pages.more} isRetried={isPassing(problem)} />;
  if (pages.state === 'loading' && pages.items.length === 0) return <Loading />;
  if (!pages.hasMore) return null;
  return (
    <div class="row">
      <Button kind="secondary" busy={pages.state === 'loading'} onClick={pages.more}>
        {label}
      </Button>
    </div>
  );
}
