import { expect, test } from 'vitest';
import { describeError } from './describe-error.ts';

test('keeps what names the fault and drops what the driver hung on it', () => {
  const error = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    constraint: 'accounts_email_key',
    detail: 'Key (email)=(fan@example.com) already exists.',
    command: { name: 'hset', args: ['job', 'planted-payment-key'] },
    client: { connectionParameters: { password: 'planted-password' } },
  });
  const described = describeError(error);
  expect(described).toMatchObject({
    type: 'Error',
    message: 'duplicate key value',
    code: '23505',
    constraint: 'accounts_email_key',
  });
  expect(JSON.stringify(described)).not.toMatch(/planted|fan@example/);
});

test('tells the cause along with the error', () => {
  const described = describeError(new Error('no answer', { cause: new Error('connection refused') }));
  expect(described.message).toContain('connection refused');
});

test('describes what is not an ordinary error without failing', () => {
  expect(describeError(Object.create(Error.prototype))).toMatchObject({ stack: expect.any(String) });
});
