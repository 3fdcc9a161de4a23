import { LinkButton } from '../../shell/parts/button.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { useTexts } from '../../shell/texts.ts';
import './desk.css';
import { ChoosePerformance } from './hall/choose-performance.tsx';
import { SearchPanel } from './search/search-panel.tsx';
import { deskTexts } from './texts.ts';

/** Where the desk begins: find a reservation, or choose a performance. */
export function DeskPage() {
  const t = useTexts(deskTexts);
  return (
    <Page
      title={t.title}
      lead={t.lead}
      width="wide"
      actions={
        <LinkButton kind="secondary" href="/console/money">
          {t.stuckTitle}
        </LinkButton>
      }
    >
      <div class="console-columns">
        <SearchPanel />
        <ChoosePerformance />
      </div>
    </Page>
  );
}
