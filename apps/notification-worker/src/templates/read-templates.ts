import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import {
  isAboutAccount,
  type Locale,
  TEMPLATES,
  type Template,
} from '@concert-mania/core/notifications/model';
import { PLACEHOLDERS } from '@concert-mania/core/notifications/notice-view';
import { unknownPlaceholders } from './placeholders.ts';

/** The files of one notice in one language. Only a mail about the account has no text message. */
export interface NoticeTemplate {
  readonly text: string;
  readonly html: string;
  readonly sms: string | null;
}

export interface NoticeTemplates {
  readonly layouts: Readonly<Record<Locale, string>>;
  readonly style: string;
  readonly notices: Readonly<Record<Template, Readonly<Record<Locale, NoticeTemplate>>>>;
}

export const TEMPLATE_FOLDER = join(import.meta.dirname, '../../templates');

const LAYOUT = 'layout';
const LAYOUT_PLACEHOLDERS = ['subject', 'content'];

/**
 * Reads every template. Throws one error that names all faults: files that are missing, malformed
 * or of no notice, and placeholders that the notice does not have.
 */
export function readTemplates(folder: string = TEMPLATE_FOLDER): NoticeTemplates {
  const faults: string[] = [];
  const unread = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  const read = (file: string, allowed: readonly string[]): string => {
    unread.delete(file);
    try {
      const source = readFileSync(join(folder, file), 'utf8');
      for (const name of unknownPlaceholders(source, allowed)) {
        faults.push(`  ${file}: has the unknown placeholder ${name}`);
      }
      return source;
    } catch (error) {
      faults.push(`  ${file}: ${faultOf(error)}`);
      return '';
    }
  };
  const templates = {
    layouts: perLocale((locale) => read(join(LAYOUT, `${locale}.html`), LAYOUT_PLACEHOLDERS)),
    style: read(join(LAYOUT, 'style.css'), []),
    notices: Object.fromEntries(
      TEMPLATES.map((template) => [template, perLocale((locale) => readNotice(read, template, locale))]),
    ) as NoticeTemplates['notices'],
  };
  for (const file of unread) {
    if (file.includes('.')) faults.push(`  ${file}: belongs to no notice`);
  }
  if (faults.length > 0) {
    throw new Error(`The notice templates in ${folder} are not usable:\n${faults.join('\n')}`);
  }
  return templates;
}

function readNotice(
  read: (file: string, allowed: readonly string[]) => string,
  template: Template,
  locale: Locale,
): NoticeTemplate {
  const file = (end: string) => read(join(template, `${locale}${end}`), PLACEHOLDERS[template]);
  return {
    text: file('.txt'),
    html: file('.html'),
    sms: isAboutAccount({ template }) ? null : file('.sms.txt'),
  };
}

const perLocale = <T>(make: (locale: Locale) => T): Readonly<Record<Locale, T>> =>
  Object.fromEntries(ACCOUNT_LOCALES.map((locale) => [locale, make(locale)])) as Record<Locale, T>;

const faultOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'is missing';
  return `cannot be read (${error instanceof Error ? error.message : error})`;
};
