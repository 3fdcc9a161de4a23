import type { ComponentChildren } from 'preact';
import { useLocation } from '../routing/address.ts';
import { useMe } from '../session.ts';
import { useTexts } from '../texts.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Offline } from './offline.tsx';
import { frameTexts } from './texts.ts';

/** Header, navigation and footer around every page. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const texts = useTexts(frameTexts);
  return (
    <>
      <a class="skip-link" href="#content">
        {texts.skip}
      </a>
      <header class="top">
        <div class="top-inner">
          <a class="brand" href="/">
            <img src="/icon.svg" alt="" width="28" height="28" />
            Concert Mania
          </a>
          <Navigation />
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <Offline />
        {children}
      </main>
      <footer class="bottom">
        <p>Concert Mania</p>
        <p>{texts.footer}</p>
      </footer>
    </>
  );
}

function Navigation() {
  const texts = useTexts(frameTexts);
  const { path } = useLocation();
  const me = useMe();
  const links = [
    { href: '/', name: texts.concerts, current: path === '/' || path.startsWith('/concerts') },
    { href: '/reservations', name: texts.reservations, current: path.startsWith('/reservations') },
    { href: '/wallet', name: texts.wallet, current: path.startsWith('/wallet') },
    me === null
      ? { href: '/sign-in', name: texts.signIn, current: path.startsWith('/sign-') }
      : { href: '/account', name: texts.account, current: path.startsWith('/account') },
  ];
  return (
    <nav class="top-nav" aria-label={texts.main}>
      {links.map(({ href, name, current }) => (
        <a key={href} href={href} aria-current={current ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
