import { expect, test, vi } from 'vitest';
import { logSlowStatements } from './log-slow-statements.ts';

test('logs a slow statement by its name, on one line, and counts every statement', () => {
  const warn = vi.fn();
  const onStatement = vi.fn();
  const metrics = logSlowStatements({ onStatement }, { warn }, 200);
  metrics.onStatement('select seats', 200, 'select 1 from seats');
  expect(warn).not.toHaveBeenCalled();
  metrics.onStatement('update seats', 200.6, '\n  update seats\n    set status = $1');
  expect(warn.mock.calls).toEqual([
    [{ statement: 'update seats', durationMs: 201, sql: 'update seats set status = $1' }, 'slow statement'],
  ]);
  expect(onStatement).toHaveBeenCalledTimes(2);
});
