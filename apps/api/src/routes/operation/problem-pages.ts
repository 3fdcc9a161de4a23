import { html } from 'hono/html';
import type { Locale } from '../../http/locale.ts';

interface Text {
  readonly title: string;
  readonly detail: string;
}

/** The data of a problem's page. */
export type DescribedProblem = {
  readonly type: string;
  readonly code: string;
  readonly status: number;
} & Readonly<Record<Locale, Text>>;

const HEADINGS = { ko: '오류 안내', en: 'Problems of the API' } as const;
const ORDER = { ko: ['ko', 'en'], en: ['en', 'ko'] } as const satisfies Record<Locale, readonly Locale[]>;

const page = (locale: Locale, title: string, content: unknown) => html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Concert Mania</title>
    <style>
      body { font: 16px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1f2630 }
      code { background: #eef1f5; border-radius: 4px; padding: .1rem .35rem }
      h1 { font-size: 1.4rem }
      h2 { font-size: 1.1rem; margin-bottom: .2rem }
      p { margin: 0 }
      td { padding: .3rem 1rem .3rem 0; vertical-align: top }
      @media (max-width: 40rem) { tr, td:last-child { display: block } td:last-child { padding: 0 0 .6rem } h1 { overflow-wrap: anywhere } }
    </style>
  </head>
  <body>${content}</body>
</html>`;

/** The page of one problem, in both languages, the reader's first. */
export const problemPage = (problem: DescribedProblem, locale: Locale) =>
  page(
    locale,
    problem[locale].title,
    html`<h1><code>${problem.code}</code> · HTTP ${problem.status}</h1>
    ${ORDER[locale].map(
      (language) =>
        html`<section lang="${language}"><h2>${problem[language].title}</h2><p>${problem[language].detail}</p></section>`,
    )}
    <p><a href="/problems">${HEADINGS[locale]}</a></p>`,
  );

/** The page of every problem. */
export const problemsPage = (problems: readonly DescribedProblem[], locale: Locale) =>
  page(
    locale,
    HEADINGS[locale],
    html`<h1>${HEADINGS[locale]}</h1>
    <table>${problems.map(
      (problem) =>
        html`<tr><td>${problem.status}</td><td><a href="${problem.type}"><code>${problem.code}</code></a></td><td>${problem[locale].title}</td></tr>`,
    )}</table>`,
  );
