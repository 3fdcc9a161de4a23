import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig, secret, secrets } from './config.ts';
import { unsafeInProduction } from './production-settings.ts';

const GOOD = {
  NODE_ENV: 'production',
  JWT_SECRET: '3f9c1b7e5a2d8046c1e9f7b3a5d20864',
  JOB_DATA_SECRET: '90ab12cd34ef56789a0bc1d2e3f40516',
  TICKET_SIGNING_KEYS: '5c6d7e8f90a1b2c3d4e5f60718293a4b',
  PUBLIC_URL: 'https://tickets.example',
};
const namesOf = (given: Record<string, string>) =>
  unsafeInProduction({ ...GOOD, ...given }).map((line) => line.split(':')[0]?.trim());

describe('production', () => {
  it('takes settings that are safe', () => {
    expect(namesOf({})).toEqual([]);
    expect(namesOf({ MAIL_SMTP_URL: 'smtps://user:word@mail.example:465?pool=true' })).toEqual([]);
    expect(namesOf({ JWT_PREVIOUS_SECRETS: GOOD.JWT_SECRET })).toEqual([]);
  });

  it.each([
    [
      'a development default among others, behind a blank',
      'JWT_PREVIOUS_SECRETS',
      `${'k3'.repeat(3)}0123456789abcdefghijklmnop, development-only-token-signing-secret`,
    ],
    [
      'a development password inside an address, escaped',
      'DATABASE_URL',
      'postgres://cm:development%2Donly-postgres@db/cm',
    ],
    ['one character again and again', 'JWT_SECRET', 'a'.repeat(32)],
    ['a word again and again', 'WEBHOOK_SECRET', 'correct-horse-ba'.repeat(2)],
    ['few different characters', 'GATEWAY_SECRET_KEY', '0101101001011010010110100101101001011010'],
    ['a secret that serves another purpose too', 'WEBHOOK_SECRET', GOOD.JWT_SECRET],
    [
      'a secret of a list that serves another purpose too',
      'JOB_DATA_SECRET',
      `${GOOD.JOB_DATA_SECRET},${GOOD.JWT_SECRET}`,
    ],
    ['an address without TLS', 'PUBLIC_URL', 'http://tickets.example'],
    ['a storefront without TLS', 'PUBLIC_WEB_URL', 'http://tickets.example'],
    ['a guessable secret of second factors', 'SECOND_FACTOR_SECRET', 'a'.repeat(32)],
    [
      'a signing key of tickets that is a development default, behind a good one',
      'TICKET_SIGNING_KEYS',
      `${GOOD.TICKET_SIGNING_KEYS},development-only-ticket-signing-secret`,
    ],
    ['a signing key of tickets that serves another purpose too', 'TICKET_SIGNING_KEYS', GOOD.JWT_SECRET],
    ['a secret of second factors that serves another purpose too', 'SECOND_FACTOR_SECRET', GOOD.JWT_SECRET],
    ['mails without TLS', 'MAIL_SMTP_URL', 'smtp://mail.example?ignoreTLS=true'],
    ['mails over TLS if it pleases the server', 'MAIL_SMTP_URL', 'smtp://mail.example?requireTLS=false'],
    ['mails without a verified server', 'MAIL_SMTP_URL', 'smtps://mail.example?tls.rejectUnauthorized=false'],
    ['no rate limits', 'RATE_LIMITS', 'off'],
    ['demo data', 'DEMO_DATA', '1'],
  ])('refuses %s', (_, name, value) => {
    expect(namesOf({ [name]: value })).toEqual([name]);
    expect(unsafeInProduction({ ...GOOD, NODE_ENV: 'development', [name]: value })).toEqual([]);
  });

  it('names every unsafe and missing variable at once, and shows no value', () => {
    const given = { ...GOOD, JWT_SECRET: 'a'.repeat(32), PUBLIC_URL: 'http://x.example', RATE_LIMITS: 'off' };
    const schema = z.object({ JWT_SECRET: secret(), WEBHOOK_SECRET: secrets() });
    expect(() => readConfig(schema, given)).toThrow(
      /WEBHOOK_SECRET: is missing[\s\S]*JWT_SECRET[\s\S]*PUBLIC_URL[\s\S]*RATE_LIMITS/,
    );
    expect(() => readConfig(schema, given)).not.toThrow(/aaaa|x\.example/);
  });
});

describe('a secret in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'jwt');
  writeFileSync(file, `${GOOD.JWT_SECRET}\n`);
  const schema = z.object({ JWT_SECRET: secret() });

  it('counts as the variable itself, without the line break at its end', () => {
    expect(readConfig(schema, { JWT_SECRET_FILE: file })).toEqual({ JWT_SECRET: GOOD.JWT_SECRET });
    expect(readConfig(schema, { JWT_SECRET_FILE: file, JWT_SECRET: '' }).JWT_SECRET).toBe(GOOD.JWT_SECRET);
  });

  it('is refused by name if the variable is also set or the file is unreadable', () => {
    expect(() => readConfig(schema, { JWT_SECRET_FILE: file, JWT_SECRET: GOOD.JWT_SECRET })).toThrow(
      /JWT_SECRET_FILE: comes instead of JWT_SECRET/,
    );
    expect(() => readConfig(schema, { JWT_SECRET_FILE: `${file}.gone` })).toThrow(
      /JWT_SECRET_FILE: the file cannot be read \(ENOENT\)/,
    );
  });
});
