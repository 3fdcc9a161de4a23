import { expect, test } from 'vitest';
import { redactUrl } from './service-error.ts';

test('shows no password of a URL', () => {
  expect(redactUrl('postgres://fan:hunter2@db.example:5432/shop')).not.toContain('hunter2');
  expect(redactUrl('hunter2')).not.toContain('hunter2');
});
