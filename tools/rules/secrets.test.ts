import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, matchesGlob } from 'node:path';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { expect, it } from 'vitest';

const projectRoot = join(import.meta.dirname, '../..');
const config = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: creator,
      rules: [
        {
          id: '@secretlint/secretlint-rule-database-connection-string',
          // Published defaults, which production refuses; names of variables; what tests redact.
          options: { allows: ['/development(-|%2D)only-/', '/:\\$\\{/', '/fan:hunter2@/'] },
        },
      ],
    },
  ],
};

/** Where a text has secrets and which rules find them; never the secrets. */
async function findSecrets(filePath: string, content: string): Promise<readonly string[]> {
  const { messages } = await lintSource({
    source: { filePath, content, ext: '', contentType: 'text' },
    options: { config, maskSecrets: true },
  });
  return messages.map(({ ruleId, loc }) => `${filePath}:${loc.start.line} ${ruleId}`);
}

const ignored = readFileSync(join(projectRoot, '.gitignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.replace(/\/$/, ''));
const isIgnored = (path: string): boolean =>
  basename(path) === '.git' ||
  ignored.some((glob) => matchesGlob(glob.includes('/') ? path : basename(path), glob));

/** Everything that a commit can hold. */
const listFiles = (folder = ''): readonly string[] =>
  readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (isIgnored(path)) return [];
    if (entry.isDirectory()) return listFiles(path);
    return entry.isFile() ? [path] : [];
  });

it('no file of the repository has a secret of a known form', { timeout: 120_000 }, async () => {
  const files = listFiles();
  expect(files.length).toBeGreaterThan(500);
  const found: string[] = [];
  for (const path of files) {
    const bytes = readFileSync(join(projectRoot, path));
    const isText = !bytes.includes(0);
    if (isText) found.push(...(await findSecrets(path, bytes.toString())));
  }
  expect(found).toEqual([]);
});

// Put together here, so that the scan of this file does not find them.
const planted = {
  'a key of AWS': `AWS_SECRET_ACCESS_KEY=${'wJalrXUtnFEMI/K7MDENG/'}${'bPxRfiCYzz31TgH42a'}`,
  'a token of GitHub': `token: ${'ghp_'}${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5A'}`,
  'a token of npm': `//registry.npmjs.org/:_authToken=${'npm_'}${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z5A'}`,
  'a token of Slack': `slack = '${'xoxb-'}${'123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx'}'`,
  'a private key': `-----BEGIN ${'RSA PRIVATE KEY'}-----\n${'MIIEpAIBAAKCAQEA'.repeat(8)}\n-----END ${'RSA PRIVATE KEY'}-----`,
  'a password in an address': `DATABASE_URL=${'postgres'}://owner:${'Zk3v9Qw7Lx2m'}@db.example.org:5432/tickets`,
};

it.each(Object.entries(planted))('finds %s', async (_what, text) => {
  expect(await findSecrets('planted.env', text)).toHaveLength(1);
});
