import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ASSET_CACHE,
  GATE_HEADERS,
  HSTS_SUBDOMAINS,
  PAGE_CACHE,
  PAGE_HEADERS,
} from '@concert-mania/web/server/headers';
import { expect, it } from 'vitest';

const start = readFileSync(join(import.meta.dirname, 'nginx/start.sh'), 'utf8');
const conf = readFileSync(join(import.meta.dirname, 'nginx/web.conf.template'), 'utf8');

it('sends the headers of the Node server with every page and file', () => {
  const sent = [...conf.matchAll(/add_header ([\w-]+) "([^"]+)" always;/g)].map(([, name, value]) => [
    name,
    value?.replace(/\$\{HSTS_INCLUDED\}/, ''),
  ]);
  const ofPath = { 'Content-Security-Policy': '$content_policy', 'Permissions-Policy': '$permissions' };
  expect(Object.fromEntries(sent)).toEqual(
    Object.fromEntries(Object.entries(PAGE_HEADERS).filter(([name]) => !(name in ofPath))),
  );
  for (const [name, variable] of Object.entries(ofPath)) {
    expect(conf).toContain(`add_header ${name} ${variable} always;`);
    // A document that try_files finds has its own path as $uri.
    expect(conf).toContain(
      `map $uri ${variable} {\n  ~^/gate(/|\\.html$|$) "${GATE_HEADERS[name]}";\n  default "${PAGE_HEADERS[name]}";`,
    );
  }
});

it('includes the subdomains in HSTS as the Node server does', () => {
  const [, included = ''] = /= on \] && included="([^"]+)"/.exec(start) ?? [];
  expect(`${PAGE_HEADERS['Strict-Transport-Security']}${included}`).toBe(HSTS_SUBDOMAINS);
});

it('answers the paths of the console and of the gate with their documents', () => {
  expect(conf).toContain(
    '~^/console(/|$) /console.html;\n  ~^/gate(/|$) /gate.html;\n  default /index.html;',
  );
});

it('caches as the Node server does', () => {
  expect(conf).toContain(`"~^(200|206|304) /assets/" "${ASSET_CACHE}";`);
  expect(conf).toContain(`default "${PAGE_CACHE}";`);
});

it('has no location by file extension, which would take paths such as /v1/tickets/…/qr.svg from the API', () => {
  const locations = [...conf.matchAll(/^\s*location (.+) \{$/gm)].map(([, path]) => path);
  expect(locations).toEqual(['/', '= /settings.json', String.raw`~ ^/(v1/|openapi\.json$|\.well-known/)`]);
});

it('passes streams on as they come, to all replicas', () => {
  expect(conf).toContain('proxy_buffering off;');
  expect(conf).toMatch(/server \$\{API_HOST\} resolve;/);
});
