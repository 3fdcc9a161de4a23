import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { playHttpFile, readHttpFile } from './http-file.ts';
import { startSystem } from './system.ts';

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const { stack, api } = await startSystem({}, {}, { demoData: true });

test('the tour with curl in README.md works from top to bottom when it is pasted', async () => {
  const readme = await read('README.md');
  const [, commands = ''] = /## A tour with curl[\s\S]*?```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  const script = commands
    .replace('http://127.0.0.1:3000', api)
    .replace('http://127.0.0.1:4000', stack.mockPgUrl);
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', script]);
  const answers = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  expect(answers.filter((answer) => 'code' in answer)).toEqual([]);
  expect(answers).toContainEqual(expect.objectContaining({ status: 'confirmed' }));
});

test('the journey in docs/tour.http works from top to bottom', async () => {
  const file = readHttpFile(await read('docs/tour.http'));
  const variables = new Map([...file.variables, ['api', api], ['gateway', stack.mockPgUrl]]);
  const answers = await playHttpFile({ ...file, variables });
  const statusOf = (name: string) =>
    (answers.find((answer) => answer.name === name)?.body as { status?: string } | undefined)?.status;
  expect(['admitted', 'hold', 'pay', 'reservation', 'cancel', 'topUp'].map(statusOf)).toEqual([
    'admitted',
    'succeeded',
    'succeeded',
    'confirmed',
    'succeeded',
    'succeeded',
  ]);
});
