import { expect, it } from 'vitest';
import { MAX_LMS_BYTES, MAX_SMS_BYTES, toTextMessage } from './text-message.ts';

it('counts a Hangul syllable as two bytes, and ASCII as one', () => {
  expect(toTextMessage('여름밤 Live')).toEqual({ text: '여름밤 Live', kind: 'SMS', bytes: 11 });
});

it('is an SMS up to 90 bytes, and an LMS beyond', () => {
  expect(toTextMessage('가'.repeat(MAX_SMS_BYTES / 2))).toMatchObject({ kind: 'SMS', bytes: 90 });
  expect(toTextMessage(`${'가'.repeat(MAX_SMS_BYTES / 2)}.`)).toMatchObject({ kind: 'LMS', bytes: 91 });
});

it('is cut at the limit of an LMS', () => {
  const { text, bytes } = toTextMessage('가'.repeat(1_500));
  expect(bytes).toBe(MAX_LMS_BYTES);
  expect(text.endsWith('가…')).toBe(true);
});

it('has characters of EUC-KR only: without accents, emoji and the narrow sign of the won', () => {
  expect(toTextMessage('Beyoncé – 뷁쀍 🎵 live ₩1,000').text).toBe('Beyonce - 뷁쀍 live ￦1,000');
});
