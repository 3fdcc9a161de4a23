import { expect, test } from 'vitest';
import { MOST_ELSEWHERE_CORES } from '../measuring/quiet.ts';
import { placeReport, publish } from './publication.ts';

const PAGE = '# Page\n<!-- holds -->\nold\n<!-- /holds -->\n<!-- room -->\nkept\n<!-- /room -->\n';

test('puts a report in place of the earlier one, one level deeper, and leaves the rest alone', () => {
  expect(placeReport(PAGE, '# New $1\n\nfigures\n', 'holds')).toBe(
    '# Page\n<!-- holds -->\n## New $1\n\nfigures\n<!-- /holds -->\n<!-- room -->\nkept\n<!-- /room -->\n',
  );
  expect(() => placeReport(PAGE, '# New', 'payments')).toThrow('payments');
});

test('publishes nothing that other programs disturbed', async () => {
  const result = { markdown: '', coresElsewhere: MOST_ELSEWHERE_CORES };
  const nowhere = 'no-such-folder';
  expect(await publish(nowhere, 'holds', { ...result, coresElsewhere: MOST_ELSEWHERE_CORES + 0.01 })).toBe(
    false,
  );
  await expect(publish(nowhere, 'holds', result)).rejects.toThrow('ENOENT');
});
