import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readTemplates, TEMPLATE_FOLDER } from './read-templates.ts';

/** A copy of the templates, with one file changed. */
function changed(file: string, source: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync(TEMPLATE_FOLDER, folder, { recursive: true });
  if (source === null) rmSync(join(folder, file));
  else writeFileSync(join(folder, file), source);
  return folder;
}

it('reads every notice in both languages', () => {
  const { notices } = readTemplates();
  expect(notices.admitted.en.sms).toContain('Come in now');
  expect(notices.reset_password.ko.sms).toBeNull();
});

it.each([
  ['a missing file', 'hold_expired/ko.html', null, 'hold_expired/ko.html: is missing'],
  [
    'a placeholder of no notice',
    'admitted/en.txt',
    '{{naem}}',
    'admitted/en.txt: has the unknown placeholder naem',
  ],
  [
    'a placeholder of another notice',
    'admitted/en.txt',
    '{{#seats}}x{{/seats}}',
    'unknown placeholder seats',
  ],
  ['text that is not escaped', 'admitted/en.html', '{{{name}}}', 'unknown placeholder {name}'],
  [
    'a part that is not closed',
    'admitted/en.html',
    '{{#name}}',
    'admitted/en.html: cannot be read (Unclosed section',
  ],
  ['a file of no notice', 'admitted/fr.txt', 'Bonjour', 'admitted/fr.txt: belongs to no notice'],
] as const)('refuses %s, and names the file', (_, file, source, fault) => {
  expect(() => readTemplates(changed(file, source))).toThrow(fault);
});
