import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const PAGE = join(import.meta.dirname, 'page');
const WEB = join(import.meta.dirname, '../../apps/web/src');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.ts': 'text/javascript',
};

/** Serves the page with the modules of the map as they are, without their types. */
export async function servePage(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    readAsset(request.url ?? '/').then(
      ({ body, type }) => response.setHeader('content-type', type).end(body),
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

async function readAsset(path: string): Promise<{ readonly body: string; readonly type: string }> {
  const file = fileOf(path);
  const text = await readFile(file, 'utf8');
  return {
    body: extname(file) === '.ts' ? stripTypeScriptTypes(text) : text,
    type: TYPES[extname(file)] ?? 'text/plain',
  };
}

/** A module of apps/web is imported by its name, without an ending. */
function fileOf(path: string): string {
  if (path === '/') return join(PAGE, 'index.html');
  if (!path.startsWith('/web/')) return join(PAGE, path);
  const file = join(WEB, path.slice('/web/'.length));
  return extname(file) === '' ? `${file}.ts` : file;
}
