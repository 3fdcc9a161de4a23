import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import type { DocumentName } from './build/documents.ts';
import { ASSET_CACHE, GATE_HEADERS, HSTS_SUBDOMAINS, PAGE_CACHE, PAGE_HEADERS } from './headers.ts';
import { makeApiProxy } from './pass-to-api.ts';

export interface WebAppOptions {
  /** The folder with the built pages. */
  readonly files: string;
  readonly apiUrl: string;
  /** Settings that the pages read at `/settings.json`. */
  readonly pageSettings: { readonly paymentWindowUrl: string | null };
  /** Whether every subdomain of the host has TLS, so that HSTS may include them. */
  readonly hstsSubdomains?: boolean;
  readonly onFault: (fault: { readonly err: unknown; readonly path: string }) => void;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Paths that the API answers; all others are pages and their files. */
const API_PATHS = ['/v1/*', '/openapi.json', '/.well-known/*'];

/** Which document answers a path; the first that fits. `/gate/*` is `/gate` as well. */
const DOCUMENT_PATHS: readonly (readonly [path: string, name: DocumentName])[] = [
  ['/console/*', 'console'],
  ['/gate/*', 'gate'],
  ['*', 'index'],
];

/** Serves the pages, and passes requests to the API on, so that both have one origin. */
export function makeWebApp({ files, apiUrl, pageSettings, hstsSubdomains, onFault }: WebAppOptions): Hono {
  const app = new Hono();
  const passToApi = makeApiProxy({ apiUrl, onFault });
  // `fetch` cannot send TRACE, and the API refuses it.
  for (const path of API_PATHS) {
    app.on('TRACE', path, (c) => c.body(null, 405, { Allow: METHODS.join(', ') }));
    app.on(METHODS, path, passToApi);
  }

  app.use(async (c, next) => {
    await next();
    const headers = /^\/gate(\/|$)/.test(c.req.path) ? GATE_HEADERS : PAGE_HEADERS;
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (hstsSubdomains) c.header('Strict-Transport-Security', HSTS_SUBDOMAINS);
  });
  app.get('/settings.json', (c) => c.json(pageSettings, 200, { 'Cache-Control': PAGE_CACHE }));
  app.use(
    serveStatic({
      root: files,
      precompressed: true,
      onFound: (path, c) => c.header('Cache-Control', path.includes('/assets/') ? ASSET_CACHE : PAGE_CACHE),
    }),
  );
  // A path of a router has no file extension.
  const isFile = (path: string): boolean => /\.\w+$/.test(path);
  const documentAt = (name: DocumentName): MiddlewareHandler =>
    serveStatic({
      root: files,
      path: `${name}.html`,
      precompressed: true,
      onFound: (_, c) => c.header('Cache-Control', PAGE_CACHE),
    });
  for (const [path, name] of DOCUMENT_PATHS) {
    const answer = documentAt(name);
    app.get(path, async (c, next) => (isFile(c.req.path) ? c.notFound() : answer(c, next)));
  }
  return app;
}
