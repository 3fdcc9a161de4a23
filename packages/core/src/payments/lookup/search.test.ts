import { expect, test } from 'vitest';
import { readQuestion } from './search.ts';

test.each([
  ['res_01abc', { kind: 'reservation', id: 'res_01abc' }],
  [' tkt_01abc02 ', { kind: 'ticket', id: 'tkt_01abc02' }],
  ['pay_01abc', { kind: 'payment', id: 'pay_01abc' }],
  ['usr_box_office', { kind: 'account', id: 'usr_box_office' }],
  ['Fan@Example.org', { kind: 'email', email: 'fan@example.org' }],
  ['010-1234-5678', { kind: 'phone', phone: '+821012345678' }],
  ['+82 10 1234 5678', { kind: 'phone', phone: '+821012345678' }],
  ['prf_01abc  Floor A-1', { kind: 'seat', performanceId: 'prf_01abc', seat: 'Floor A-1' }],
  ['김민지', { kind: 'text', text: '김민지' }],
  ['pk_9f8e7d', { kind: 'text', text: 'pk_9f8e7d' }],
  ['res_', { kind: 'text', text: 'res_' }],
])('tells from %j what is asked', (typed, question) => {
  expect(readQuestion(typed, null)).toEqual(question);
});

test('takes the text for a seat once the performance is given', () => {
  expect(readQuestion('17', 'prf_1')).toEqual({ kind: 'seat', performanceId: 'prf_1', seat: '17' });
});
