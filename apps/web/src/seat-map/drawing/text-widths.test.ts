import { expect, it } from 'vitest';
import { makeTextWidths } from './text-widths.ts';

it('measures a text once per font', () => {
  const measured: string[] = [];
  const pen = {
    font: '',
    measureText: (text: string) => {
      measured.push(`${pen.font} ${text}`);
      return { width: pen.font.length + text.length } as TextMetrics;
    },
  };
  const widthOf = makeTextWidths(pen);
  expect([widthOf('bold', 'A'), widthOf('bold', 'A'), widthOf('thin!', 'A')]).toEqual([5, 5, 6]);
  expect(measured).toEqual(['bold A', 'thin! A']);
});
