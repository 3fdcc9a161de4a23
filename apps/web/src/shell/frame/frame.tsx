import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Notice } from '../parts/notice.tsx';
import { useMe } from '../session.ts';
import { setLanguage, useLanguage, useTexts } from '../texts.ts';
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

const LANGUAGES = [
  { code: 'ko', short: '한국어' },
  { code: 'en', short: 'English' },
] as const;

function LanguageSwitch() {
  const texts = useTexts(frameTexts);
  const language = useLanguage();
  return (
    <fieldset class="language-switch">
      <legend class="visually-hidden">{texts.language}</legend>
      {LANGUAGES.map(({ code, short }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === language}
          onClick={() => setLanguage(code)}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}

function Offline() {
  const texts = useTexts(frameTexts);
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online ? null : (
    <div class="page">
      <Notice kind="warning">{texts.offline}</Notice>
    </div>
  );
}
