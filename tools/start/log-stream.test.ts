import { expect, test } from 'vitest';
import { makeLogStream } from './log-stream.ts';

function written(line: string, verbose = false): string {
  let text = '';
  const stream = makeLogStream(
    (chunk) => {
      text += chunk;
    },
    false,
    verbose,
  );
  stream.line('hold-worker', line);
  return text;
}

const ERR = {
  type: 'Error',
  message: 'connection refused',
  stack: 'Error: connection refused\n    at connect',
};

test('shows a process’s JSON line as one readable line under its name', () => {
  const text = written(
    JSON.stringify({ level: 30, time: 0, pid: 7, name: 'hold-worker', msg: 'started', jobs: 3 }),
  );
  expect(text).toMatch(/^hold-worker .*INFO.*started.*"jobs":3.*\n$/);
  expect(text.trimEnd().split('\n')).toHaveLength(1);
});

test('keeps the stack of an error and leaves that of a warning out', () => {
  expect(written(JSON.stringify({ level: 50, time: 0, msg: 'fault', err: ERR }))).toContain('at connect');
  const warning = written(JSON.stringify({ level: 40, time: 0, msg: 'redis connection', err: ERR }));
  expect(warning).toContain('connection refused');
  expect(warning).not.toContain('at connect');
});

test('shows the lines of requests and jobs only when asked, and those that failed', () => {
  const job = { level: 30, time: 0, msg: 'job', jobId: 'job_1' };
  expect(written(JSON.stringify(job))).toBe('');
  expect(written(JSON.stringify(job), true)).toContain('job_1');
  expect(written(JSON.stringify({ ...job, level: 50 }))).toContain('job_1');
});

test.each(['plain words', '{ not json', '[1, 2]', '"text"'])('passes %j on as it is', (line) => {
  expect(written(line)).toBe(`hold-worker         ${line}\n`);
});
