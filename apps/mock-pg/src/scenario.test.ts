import { expect, test } from 'vitest';
import { parseScenario } from './scenario.ts';

test.each([
  ['approve', { kind: 'approve' }],
  ['cancel_refused', { kind: 'cancel_refused' }],
  ['delay:1500', { kind: 'delay', ms: 1_500 }],
  ['late_webhook:10', { kind: 'late_webhook', ms: 10 }],
  ['error_then_approve:2', { kind: 'error_then_approve', times: 2 }],
  ['cancel_error:1', { kind: 'cancel_error', times: 1 }],
])('reads %s', (text, scenario) => {
  expect(parseScenario(text)).toEqual(scenario);
});

test.each(['', 'delay', 'delay:', 'delay:-1', 'delay:1e3', 'approve:1', 'delay:999999999', 'toString'])(
  'refuses "%s"',
  (text) => {
    expect(parseScenario(text)).toBeNull();
  },
);
