import { expect, test } from 'vitest';
import { MOST_ELSEWHERE_CORES } from '../measuring/quiet.ts';
import { placeFigures, placeReport, publish } from './publication.ts';

const PAGE = '# Page\n<!-- holds -->\nold\n<!-- /holds -->\n<!-- room -->\nkept\n<!-- /room -->\n';

test('puts a report in place of the earlier one, one level deeper, and leaves the rest alone', () => {
  expect(placeReport(PAGE, '# New $1\n\nfigures\n', 'holds')).toBe(
    '# Page\n<!-- holds -->\n## New $1\n\nfigures\n<!-- /holds -->\n<!-- room -->\nkept\n<!-- /room -->\n',
  );
  expect(() => placeReport(PAGE, '# New', 'payments')).toThrow('payments');
});

test('puts figures in place of the earlier ones of their command, and keeps the others', () => {
  const row = (subject: string, scenario: string) => `| ${subject} | 1 | \`npm run bench -- ${scenario}\` |`;
  const page = (...rows: string[]) => ['| what | figure |', ...rows, '<!-- /figures -->', 'text'].join('\n');
  const placed = placeFigures(page(row('old', 'holds'), row('kept', 'room')), [['new', '1']], 'holds');
  expect(placed).toBe(page(row('kept', 'room'), row('new', 'holds')));
  expect(() => placeFigures('# Page', [], 'holds')).toThrow('table of figures');
});

test('publishes nothing that other programs disturbed', async () => {
  const result = { markdown: '', figures: [], coresElsewhere: MOST_ELSEWHERE_CORES };
  const nowhere = 'no-such-folder';
  expect(await publish(nowhere, 'holds', { ...result, coresElsewhere: MOST_ELSEWHERE_CORES + 0.01 })).toBe(
    false,
  );
  await expect(publish(nowhere, 'holds', result)).rejects.toThrow('ENOENT');
});
