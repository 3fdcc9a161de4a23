import { expect, test } from 'vitest';
import { type Answers, type Expression, judge } from './expressions.ts';

const answersOf = (series: Readonly<Record<string, number>>): Answers => ({
  count: async (expression) => series[expression] ?? 0,
  exported: new Set(['cm_jobs', 'cm_wait_seconds']),
  recorded: new Set(['slo:burn_rate:1h']),
});
const panel = (text: string): Expression => ({ place: 'a panel', text, isAlert: false });
const alert = (text: string): Expression => ({ ...panel(text), isAlert: true });
const noExcuse = () => undefined;

test('accepts an expression that yields series', async () => {
  const answers = answersOf({ 'sum(cm_wait_seconds_count)': 1 });
  expect(await judge(panel('sum(cm_wait_seconds_count)'), answers, noExcuse)).toEqual({ result: 'series' });
});

test('refuses a metric that no process exports', async () => {
  expect(await judge(panel('sum(cm_job)'), answersOf({}), noExcuse)).toEqual({
    result: 'wrong',
    faults: ['no process exports cm_job'],
  });
});

test('names the selector that yields nothing', async () => {
  const answers = answersOf({ cm_jobs: 2 });
  const expression = panel('cm_jobs{state="failed"} / cm_jobs');
  expect(await judge(expression, answers, noExcuse)).toEqual({
    result: 'wrong',
    faults: ['cm_jobs{state="failed"} yields nothing'],
  });
  expect(await judge(expression, answers, () => 'nothing failed')).toEqual({
    result: 'empty',
    reasons: ['cm_jobs{state="failed"}: nothing failed'],
  });
});

test('lets an alert be quiet if its selectors yield series, and no panel', async () => {
  const answers = answersOf({ cm_jobs: 2 });
  expect(await judge(alert('cm_jobs > 5'), answers, noExcuse)).toMatchObject({ result: 'empty' });
  expect(await judge(panel('cm_jobs > 5'), answers, noExcuse)).toMatchObject({ result: 'wrong' });
});

test('refuses text that is not PromQL', async () => {
  expect(await judge(panel('sum(cm_jobs'), answersOf({}), noExcuse)).toMatchObject({ result: 'wrong' });
});
