import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, readConfig } from './config.ts';
import { webhookKey, webhookSecrets } from './webhook-secret.ts';

const KEY = '0123456789abcdef01234567';
const STANDARD = `whsec_${Buffer.from(KEY).toString('base64')}`;
const RAW = 'a-text-of-at-least-32-characters!!';
const settings = z.object({ WEBHOOK_SECRET: webhookSecrets() });
const read = (WEBHOOK_SECRET: string) => readConfig(settings, { WEBHOOK_SECRET }).WEBHOOK_SECRET;

describe('a webhook secret', () => {
  it('is the bytes behind whsec_, or the text itself', () => {
    expect(webhookKey(STANDARD).toString()).toBe(KEY);
    expect(webhookKey(RAW).toString()).toBe(RAW);
  });

  it('may be one of several, in both forms', () => {
    expect(read(`${STANDARD}, ${RAW}`)).toEqual([STANDARD, RAW]);
  });

  it.each([
    ['whsec_webhook-secret-with-32-characters-and-more', 'begins with whsec_ and does not go on in base64'],
    ['whsec_', 'needs at least 24 bytes behind whsec_'],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, 'needs at least 24 bytes behind whsec_'],
    [`${RAW},whsec_MDEy`, 'needs at least 24 bytes behind whsec_'],
    ['too short', 'needs at least 32 characters'],
  ])('that is %s stops the process', (secret, message) => {
    expect(() => read(secret)).toThrow(ConfigError);
    expect(() => read(secret)).toThrow(message);
    expect(() => read(secret)).toThrow(/WEBHOOK_SECRET/);
  });
});
