import { expect, it } from 'vitest';
import { parseExposition } from './parse-exposition.ts';

const HEAD = '# HELP a_total Counts.\n# TYPE a_total counter\n';

it('reads families with their series', () => {
  expect(parseExposition(`${HEAD}a_total{b="c \\"d\\"",e="f"} 1.5\na_total 2\n`)).toEqual([
    {
      name: 'a_total',
      type: 'counter',
      help: 'Counts.',
      series: [
        { name: 'a_total', labels: { b: 'c \\"d\\"', e: 'f' }, value: 1.5 },
        { name: 'a_total', labels: {}, value: 2 },
      ],
    },
  ]);
});

it.each([
  ['a sample without its family', 'b 1\n'],
  ['a sample of another family', `${HEAD}b 1\n`],
  ['a repeated series', `${HEAD}a_total 1\na_total 2\n`],
  ['a family in two places', `${HEAD}# HELP b B.\n# TYPE b gauge\nb 1\n# TYPE a_total counter\n`],
  ['an unknown type', '# TYPE a number\n'],
  ['a malformed value', `${HEAD}a_total one\n`],
  ['malformed labels', `${HEAD}a_total{b=c} 1\n`],
  ['a label twice', `${HEAD}a_total{b="1",b="2"} 1\n`],
  ['a family without help', '# TYPE a gauge\na 1\n'],
  ['an end within a line', `${HEAD}a_total 1`],
])('refuses %s', (_, text) => {
  expect(() => parseExposition(text)).toThrow();
});
