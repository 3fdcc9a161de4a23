import { Secret, TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { makeOneTimeCodes } from './one-time-codes.ts';
import { makeSecretBox } from './secret-box.ts';

const START_MS = Date.parse('2026-03-01T11:00:00Z');

it('accepts the code of RFC 6238 of this step and its neighbours, and returns the step', () => {
  const secret = new Secret({ buffer: new TextEncoder().encode('12345678901234567890').buffer }).base32;
  // Appendix B: 94287082 at 59 s; an app shows the last six digits.
  expect(makeOneTimeCodes(() => 59_000).stepOf(secret, '287082')).toBe(1);
  const codes = makeOneTimeCodes(() => START_MS);
  const at = (ms: number) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: ms });
  const step = START_MS / 30_000;
  expect(codes.stepOf(secret, at(START_MS - 30_000))).toBe(step - 1);
  expect(codes.stepOf(secret, at(START_MS + 30_000))).toBe(step + 1);
  expect(codes.stepOf(secret, at(START_MS - 90_000))).toBeNull();
  expect(codes.stepOf(secret, 'k3m9p-x7q2w')).toBeNull();
});

it.each(['콘서트xxx', '12345', '1234567', 'abcdef', ''])('does not accept %j as a code', (code) => {
  const codes = makeOneTimeCodes(() => START_MS);
  expect(codes.stepOf(codes.newSecret(), code)).toBeNull();
});

it('creates secrets as otpauth addresses, and recovery codes that ignore case and dashes', () => {
  const codes = makeOneTimeCodes(() => START_MS);
  const secret = codes.newSecret();
  expect(codes.uri(secret, 'fan@example.com')).toMatch(
    new RegExp(`^otpauth://totp/Concert%20Mania:fan%40example.com\\?.*secret=${secret}`),
  );
  const recovery = codes.newRecoveryCodes();
  expect(new Set(recovery).size).toBe(10);
  const [code = ''] = recovery;
  expect(codes.digest(code.toUpperCase().replace('-', ' '))).toEqual(codes.digest(code));
});

it('encrypts a secret for one account, and decrypts it while its key is listed', () => {
  const [first, next] = ['a'.repeat(32), 'b'.repeat(32)];
  const sealed = makeSecretBox([first]).seal('usr_1', 'JBSWY3DP');
  expect(sealed).not.toContain('JBSWY3DP');
  expect(makeSecretBox([next, first]).open('usr_1', sealed)).toBe('JBSWY3DP');
  expect(makeSecretBox([next, first]).open('usr_2', sealed)).toBeNull();
  expect(makeSecretBox([next]).open('usr_1', sealed)).toBeNull();
  expect(makeSecretBox([first]).open('usr_1', 'v1.AAAA')).toBeNull();
});

it('knows more than 3,000 common passwords of eight characters and more', () => {
  expect(commonPasswords.size).toBeGreaterThan(3_000);
  for (const common of ['password!', 'qwerty12345', '12345679', 'concertmania1', '00000000']) {
    expect(commonPasswords.has(common)).toBe(true);
  }
  for (const password of ['seat-lover-1', '비밀번호를잊지마세요']) {
    expect(commonPasswords.has(password)).toBe(false);
  }
});
