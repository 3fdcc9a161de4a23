import { expect, test } from 'vitest';
import { makeJobSecrets, openMembers, sealMembers } from './job-secrets.ts';

const OLD = 'an-old-secret-of-at-least-32-characters';
const NEW = 'a-new-secret-of-at-least-32-characters!';
const secrets = makeJobSecrets([OLD]);
const payload = { paymentKey: 'pk_planted', amount: 5, note: null };

test('hides the text, encrypts equal texts differently, and decrypts to the same text', () => {
  const sealed = sealMembers(secrets, 'job_1', ['paymentKey', 'note', 'absent'], payload);
  expect(JSON.stringify(sealed)).not.toContain('planted');
  expect(sealed).toMatchObject({ amount: 5, note: null });
  expect(sealMembers(secrets, 'job_1', ['paymentKey'], payload)).not.toEqual(sealed);
  expect(openMembers(secrets, 'job_1', ['paymentKey', 'note', 'absent'], sealed)).toEqual({
    ok: true,
    value: payload,
  });
});

test('decrypts text under an older secret, so that secrets can be replaced', () => {
  const sealed = secrets.seal('job_1', 'paymentKey', 'pk');
  expect(makeJobSecrets([NEW, OLD]).open('job_1', 'paymentKey', sealed)).toBe('pk');
  expect(makeJobSecrets([NEW]).open('job_1', 'paymentKey', sealed)).toBeNull();
});

test('decrypts nothing that was moved to another job or member, changed, or never encrypted', () => {
  const sealed = secrets.seal('job_1', 'paymentKey', 'pk');
  expect(secrets.open('job_2', 'paymentKey', sealed)).toBeNull();
  expect(secrets.open('job_1', 'queueToken', sealed)).toBeNull();
  for (const wrong of [`${sealed.slice(0, -2)}AA`, sealed.slice(0, 20), 'sealed.', 'pk', '']) {
    expect(secrets.open('job_1', 'paymentKey', wrong)).toBeNull();
  }
  expect(openMembers(secrets, 'job_1', ['paymentKey'], { paymentKey: 'pk' }).ok).toBe(false);
});

test("leaves a payload that is no object to the payload's validation", () => {
  for (const odd of [null, 'text', 5, ['paymentKey']]) {
    expect(openMembers(secrets, 'job_1', ['paymentKey'], odd)).toEqual({ ok: true, value: odd });
  }
});
