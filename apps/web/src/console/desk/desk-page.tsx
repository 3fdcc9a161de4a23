import { Page } from '../../shell/parts/page.tsx';
import { useTexts } from '../../shell/texts.ts';
import { consoleTexts } from '../shell/texts.ts';

export function DeskPage() {
  const texts = useTexts(consoleTexts);
  return <Page title={texts.sections.desk} width="wide" />;
}
