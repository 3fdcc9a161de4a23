import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import { isMailOnly, type Locale, TEMPLATES, type Template } from '@concert-mania/core/notifications/model';
import { PLACEHOLDERS } from '@concert-mania/core/notifications/notice-view';
import { FRAME_WORDS } from './frame-words.ts';
import { unknownPlaceholders } from './placeholders.ts';

/** The files of one notice in one language. Only a mail about the account has no text message. */
export interface NoticeTemplate {
  readonly text: string;
  readonly html: string;
  readonly sms: string | null;
}

/** A part that templates include, in a mail's two forms. */
interface Part {
  readonly html: string;
  readonly text: string;
}

/**
 * The shared parts of notices. `facts` are the rows of a concert or a reservation; `tickets` says
 * where the tickets are.
 */
export interface NoticeFrame {
  readonly page: string;
  readonly style: string;
  readonly facts: Part;
  readonly tickets: Part;
}

export interface NoticeTemplates {
  readonly frame: NoticeFrame;
  readonly notices: Readonly<Record<Template, Readonly<Record<Locale, NoticeTemplate>>>>;
}

export const TEMPLATE_FOLDER = join(import.meta.dirname, '../../templates');

const FRAME = 'frame';
const WORDS = Object.keys(FRAME_WORDS.ko).map((word) => `words.${word}`);
const PAGE_PLACEHOLDERS = ['locale', 'subject', 'content', ...WORDS];
const PART_PLACEHOLDERS = [...PLACEHOLDERS.reservation_confirmed, ...WORDS];

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
  const templates: NoticeTemplates = {
    frame: readFrame(read),
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

type Read = (file: string, allowed: readonly string[]) => string;

function readFrame(read: Read): NoticeFrame {
  const part = (name: string): Part => ({
    html: read(join(FRAME, `${name}.html`), PART_PLACEHOLDERS),
    text: read(join(FRAME, `${name}.txt`), PART_PLACEHOLDERS),
  });
  return {
    page: read(join(FRAME, 'page.html'), PAGE_PLACEHOLDERS),
    style: read(join(FRAME, 'style.css'), []),
    facts: part('facts'),
    tickets: part('tickets'),
  };
}

function readNotice(read: Read, template: Template, locale: Locale): NoticeTemplate {
  const file = (end: string) => read(join(template, `${locale}${end}`), PLACEHOLDERS[template]);
  return {
    text: file('.txt'),
    html: file('.html'),
    sms: isMailOnly(template) ? null : file('.sms.txt'),
  };
}

const perLocale = <T>(make: (locale: Locale) => T): Readonly<Record<Locale, T>> =>
  Object.fromEntries(ACCOUNT_LOCALES.map((locale) => [locale, make(locale)])) as Record<Locale, T>;

const faultOf = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'is missing';
  return `cannot be read (${error instanceof Error ? error.message : error})`;
};
