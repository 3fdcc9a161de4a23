import { expect, it } from 'vitest';
import { lazyTexts, loadTexts } from './lazy-texts.ts';

it('loads pages in the shown language after another language could not be loaded', async () => {
  const offline = async () => {
    throw new Error('offline');
  };
  lazyTexts({ ko: async () => ({ texts: '공연' }), en: offline });
  await loadTexts('ko');
  await expect(loadTexts('en')).rejects.toThrow('offline');
  const later = lazyTexts({ ko: async () => ({ texts: '지갑' }), en: offline });
  await loadTexts('ko');
  expect(later.ko).toBe('지갑');
});
