import { html } from 'hono/html';
import type { Locale } from '../env.ts';
import { LOGIN_PATH } from './board.ts';

const TEXTS = {
  ko: {
    title: '관리자 로그인',
    email: '이메일',
    password: '비밀번호',
    submit: '로그인',
    refused: '이메일 또는 비밀번호가 맞지 않거나, 관리자 계정이 아닙니다.',
    limited: '시도가 너무 많습니다. 잠시 후 다시 시도해 주세요.',
  },
  en: {
    title: 'Administrator sign-in',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    refused: 'The address or the password is wrong, or the account is no administrator.',
    limited: 'Too many attempts. Try again shortly.',
  },
} as const;

/** The login page of the queue dashboard, with why the last attempt failed. */
export function loginPage(locale: Locale, failure: 'refused' | 'limited' | null) {
  const text = TEXTS[locale];
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${text.title} · Concert Mania</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; background: #151a21; color: #e6e9ee; display: grid; place-items: center; min-height: 100vh; margin: 0 }
      form { background: #1f2630; padding: 2rem; border-radius: 12px; width: min(22rem, 90vw); display: grid; gap: 1rem }
      h1 { font-size: 1.2rem; margin: 0 }
      label { display: grid; gap: .25rem; font-size: .9rem }
      input { font: inherit; padding: .5rem .6rem; border-radius: 6px; border: 1px solid #55606f; background: #151a21; color: inherit }
      button { font: inherit; padding: .6rem; border: 0; border-radius: 6px; background: #4f7cff; color: #fff; cursor: pointer }
      p { margin: 0; color: #ff9b9b }
    </style>
  </head>
  <body>
    <form method="post" action="${LOGIN_PATH}">
      <h1>${text.title}</h1>
      ${failure === null ? '' : html`<p role="alert">${text[failure]}</p>`}
      <label>${text.email}<input name="email" type="email" autocomplete="username" required autofocus></label>
      <label>${text.password}<input name="password" type="password" autocomplete="current-password" required></label>
      <button>${text.submit}</button>
    </form>
  </body>
</html>`;
}
