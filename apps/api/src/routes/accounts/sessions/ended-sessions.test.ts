import { expect, it } from 'vitest';
import { makeEndedSessions } from './ended-sessions.ts';

it('remembers an ended session for as long as its tokens may live, and no longer', () => {
  let nowMs = 0;
  const ended = makeEndedSessions(1_000, () => nowMs);
  ended.note(['ses_1']);
  nowMs = 999;
  ended.note(['ses_1', 'ses_2']);
  expect([ended.has('ses_1'), ended.has('ses_2'), ended.has('ses_3'), ended.has(null)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  nowMs = 1_000;
  ended.note([]);
  expect([ended.has('ses_1'), ended.has('ses_2')]).toEqual([false, true]);
});

it('calls at once who listens to a session that has ended', () => {
  const ended = makeEndedSessions(1_000, () => 0);
  ended.note(['ses_1']);
  const calls: string[] = [];
  ended.onEnd('ses_1', () => calls.push('a'))();
  expect(calls).toEqual(['a']);
});

it('calls who listens to a session once, when it ends, unless they stopped', () => {
  const ended = makeEndedSessions(1_000, () => 0);
  const calls: string[] = [];
  ended.onEnd('ses_1', () => calls.push('a'));
  const stop = ended.onEnd('ses_1', () => calls.push('b'));
  ended.onEnd('ses_2', () => calls.push('other'));
  stop();
  ended.note(['ses_1']);
  ended.note(['ses_1']);
  expect(calls).toEqual(['a']);
});
