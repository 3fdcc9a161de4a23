import { expect, it } from 'vitest';
import { codeToSend } from './scan.ts';

it.each([
  ['T1.TICKET.SHOW.7.1.KEY.SIGNATURE', 'T1.TICKET.SHOW.7.1.KEY.SIGNATURE'],
  ['x'.repeat(4_296), 'x'.repeat(512)],
  ['', ' '],
  ['a\0b', 'a b'],
  ['\ud83d', '\ufffd'],
  [`${'x'.repeat(511)}😀`, `${'x'.repeat(511)}\ufffd`],
])('sends the text of any QR code in a form that the API takes: %#', (code, sent) => {
  expect(codeToSend(code)).toBe(sent);
});
