import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { LanguageSwitch } from '../../shell/frame/language-switch.tsx';
import { Offline } from '../../shell/frame/offline.tsx';
import { frameTexts } from '../../shell/frame/texts.ts';
import { Button } from '../../shell/parts/button.tsx';
import { useLocation } from '../../shell/routing/address.ts';
import { type Me, signOut } from '../../shell/session.ts';
import { useTexts } from '../../shell/texts.ts';
import { Brand } from './brand.tsx';
import { sectionsFor } from './sections.ts';
import { consoleTexts } from './texts.ts';

interface ConsoleFrameProps {
  readonly me: Me;
  readonly children: ComponentChildren;
}

/** Navigation at the side, or behind a button on a narrow screen, and the account at its end. */
export function ConsoleFrame({ me, children }: ConsoleFrameProps) {
  const frame = useTexts(frameTexts);
  const texts = useTexts(consoleTexts);
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  return (
    <div class="console">
      <a class="skip-link" href="#content">
        {frame.skip}
      </a>
      <header class="console-side">
        <div class="console-head">
          <Brand />
          <button
            type="button"
            class="button button-secondary console-menu"
            aria-expanded={open}
            aria-controls="sections"
            onClick={() => setOpen(!open)}
          >
            {texts.menu}
          </button>
        </div>
        <div id="sections" class={open ? 'console-sections console-sections-open' : 'console-sections'}>
          <Navigation me={me} />
          <Account me={me} />
        </div>
      </header>
      <main id="content" class="console-main" tabIndex={-1}>
        <Offline />
        {children}
      </main>
    </div>
  );
}

function Navigation({ me }: { readonly me: Me }) {
  const texts = useTexts(consoleTexts);
  const { path } = useLocation();
  return (
    <nav aria-label={texts.title}>
      <ul class="console-nav">
        {sectionsFor(me).map((section) => (
          <li key={section.name}>
            <a
              href={section.path}
              aria-current={path === section.path || path.startsWith(`${section.path}/`) ? 'page' : undefined}
            >
              {texts.sections[section.name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Account({ me }: { readonly me: Me }) {
  const texts = useTexts(consoleTexts);
  const [busy, setBusy] = useState(false);
  const leave = () => {
    setBusy(true);
    signOut().catch(() => setBusy(false));
  };
  return (
    <div class="console-account">
      <p>
        <a href="/account">{me.name}</a>
        <br />
        <span class="muted small">{texts.roles[me.role as keyof typeof texts.roles]}</span>
      </p>
      <div class="console-account-row">
        <Button kind="quiet" busy={busy} onClick={leave}>
          {texts.signOut}
        </Button>
        <LanguageSwitch />
      </div>
    </div>
  );
}
