import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { ToConcerts } from '../parts/ways-on.tsx';
import { useTexts } from '../texts.ts';
import { frameTexts } from './texts.ts';

export function NotFoundPage() {
  const texts = useTexts(frameTexts);
  return (
    <Page title={texts.notFound} lead={texts.notFoundLead} width="narrow">
      <ToConcerts />
    </Page>
  );
}

/** In place of a page that threw, or whose script could not be loaded. */
export function BrokenPage() {
  const texts = useTexts(frameTexts);
  return (
    <Page title={texts.broken} lead={texts.brokenLead} width="narrow">
      <Button onClick={() => location.reload()}>{texts.reload}</Button>
    </Page>
  );
}
