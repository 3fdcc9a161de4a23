import { expect, it } from 'vitest';
import { generateClientTypes } from './generate.ts';

const TIMEOUT_MS = 60_000;

it(
  'makes the committed types of the committed document; run the test with --update to accept a change',
  async () => {
    await expect(await generateClientTypes()).toMatchFileSnapshot('../../packages/client/src/api.d.ts');
  },
  TIMEOUT_MS,
);
