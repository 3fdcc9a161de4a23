import { useTexts } from '../../shell/texts.ts';
import { consoleTexts } from './texts.ts';

export function Brand() {
  const { title } = useTexts(consoleTexts);
  return (
    <a class="brand" href="/console">
      <img src="/icon.svg" alt="" width="28" height="28" />
      <span>
        Concert Mania <span class="console-brand-part">{title}</span>
      </span>
    </a>
  );
}
