import type { Stack } from '@concert-mania/local-stack/stack';
import { DEMO_FAN } from './demo-fan.ts';
import type { StartSettings } from './settings.ts';

/** The addresses, the accounts that may log in, and a command to try. */
export function banner(stack: Stack, settings: StartSettings): string {
  const api = stack.apiUrls[0] ?? '';
  const rows = [
    ['Storefront', stack.webUrl ?? ''],
    ['Console of staff', `${stack.webUrl ?? ''}/console`],
    ['Gate', `${stack.webUrl ?? ''}/gate`],
    ['API', api],
    ['API documents', `${api}/docs`],
    ['Queues (Bull Board)', `${api}/admin/queues`],
    ['Mock gateway', stack.mockPgUrl],
    ['Mails', stack.mailUrl],
    ['Data and server logs', settings.DATA_DIR],
    ['Admin', `${settings.ADMIN_EMAIL} / ${settings.ADMIN_PASSWORD}`],
    ...(settings.DEMO_DATA === '1' ? [['Fan', `${DEMO_FAN.email} / ${DEMO_FAN.password}`]] : []),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2;
  return [
    '',
    'Concert Mania is up.',
    '',
    ...rows.map(([name = '', value = '']) => `  ${name.padEnd(width)}${value}`),
    '',
    `  Open ${stack.webUrl ?? api} in a browser.`,
    '',
    '  Try in another terminal:',
    `    curl -s '${api}/v1/concerts'`,
    '    npm run demo',
    '',
    '  Ctrl-C stops everything.',
    '',
    '',
  ].join('\n');
}
