import { Page } from '../../shell/parts/page.tsx';
import type { Me } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { sectionsFor } from './sections.ts';
import { consoleTexts } from './texts.ts';

/** Links to the sections of the role. */
export function HomePage({ me }: { readonly me: Me }) {
  const texts = useTexts(consoleTexts);
  return (
    <Page title={texts.title} lead={texts.homeLead[me.role as keyof typeof texts.homeLead]} width="wide">
      <ul class="console-tiles">
        {sectionsFor(me).map(({ name, path }) => (
          <li key={name}>
            <a class="card console-tile" href={path}>
              <strong>{texts.sections[name]}</strong>
              <span class="muted">{texts.about[name]}</span>
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}
