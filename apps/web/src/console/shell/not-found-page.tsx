import { frameTexts } from '../../shell/frame/texts.ts';
import { LinkButton } from '../../shell/parts/button.tsx';
import { Page } from '../../shell/parts/page.tsx';
import { useTexts } from '../../shell/texts.ts';
import { consoleTexts } from './texts.ts';

/** Also for a page that the role may not use. */
export function NotFoundPage() {
  const frame = useTexts(frameTexts);
  const texts = useTexts(consoleTexts);
  return (
    <Page title={frame.notFound} lead={texts.notFoundLead} width="narrow">
      <LinkButton href="/console">{texts.home}</LinkButton>
    </Page>
  );
}
