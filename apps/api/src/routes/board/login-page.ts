import { html, raw } from 'hono/html';
import type { Locale } from '../../http/locale.ts';
import { BOARD_PATH, LOGIN_PATH, LOGOUT_PATH } from './board.ts';

const TEXTS = {
  ko: {
    title: '관리자 로그인',
    email: '이메일',
    password: '비밀번호',
    submit: '로그인',
    refused: '이메일 또는 비밀번호가 맞지 않거나, 관리자 계정이 아닙니다.',
    limited: '시도가 너무 많습니다. 잠시 후 다시 시도해 주세요.',
    codeField: '인증 코드 (설정한 경우)',
    code: '인증 앱의 코드가 필요합니다. 이미 사용한 코드라면 다음 코드를 기다려 주세요.',
    setup: '이 계정은 먼저 2단계 인증을 설정해야 합니다.',
    logout: '로그아웃',
    back: '돌아가기',
  },
  en: {
    title: 'Administrator sign-in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    refused: 'The address or the password is wrong, or the account is no administrator.',
    limited: 'Too many attempts. Try again shortly.',
    codeField: 'Code (if you set up a second factor)',
    code: 'The code of your authenticator app is needed. If you used it already, wait for the next one.',
    setup: 'This account must set up a second factor first.',
    logout: 'Log out',
    back: 'Back',
  },
} as const;

const STYLE = `
      body { font: 16px/1.5 system-ui, sans-serif; background: #151a21; color: #e6e9ee; display: grid; place-items: center; min-height: 100vh; margin: 0 }
      form { background: #1f2630; padding: 2rem; border-radius: 12px; box-sizing: border-box; width: min(26rem, 90vw); display: grid; gap: 1rem }
      h1 { font-size: 1.2rem; margin: 0 }
      label { display: grid; gap: .25rem; font-size: .9rem }
      input { box-sizing: border-box; width: 100%; font: inherit; padding: .5rem .6rem; border-radius: 6px; border: 1px solid #7d8898; background: #151a21; color: inherit }
      button { font: inherit; padding: .6rem; border: 0; border-radius: 6px; background: #3d64d6; color: #fff; cursor: pointer }
      p { margin: 0; color: #ff9b9b }
      a { color: #9db7ff }
`;

const page = (locale: Locale, title: string, body: ReturnType<typeof html>) => html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Concert Mania</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>${body}</body>
</html>`;

/**
 * Why a login failed: credentials, code, too many attempts, or a required second factor is missing.
 */
export type LoginFailure = 'refused' | 'code' | 'limited' | 'setup';

/**
 * The login page of the queue dashboard, with why the last attempt failed and the address typed
 * then.
 */
export function loginPage(locale: Locale, failure: LoginFailure | null, email = '') {
  const text = TEXTS[locale];
  return page(
    locale,
    text.title,
    html`
    <main><form method="post" action="${LOGIN_PATH}">
      <h1>${text.title}</h1>
      ${failure === null ? '' : html`<p role="alert">${text[failure]}</p>`}
      <label>${text.email}<input name="email" type="email" autocomplete="username" value="${email}" required autofocus></label>
      <label>${text.password}<input name="password" type="password" autocomplete="current-password" required></label>
      <label>${text.codeField}<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="32"></label>
      <button>${text.submit}</button>
    </form></main>
`,
  );
}

/** Asks whether to log out. A GET must not end the session: any site could trigger it by a link. */
export function logoutPage(locale: Locale) {
  const text = TEXTS[locale];
  return page(
    locale,
    text.logout,
    html`
    <form method="post" action="${LOGOUT_PATH}">
      <h1>${text.logout}</h1>
      <button>${text.logout}</button>
      <a href="${BOARD_PATH}">${text.back}</a>
    </form>
`,
  );
}
