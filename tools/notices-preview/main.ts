import { createServer } from 'node:http';
import { readTemplates } from '@concert-mania/notification-worker/templates/read-templates';
import { makeRenderNotice } from '@concert-mania/notification-worker/templates/render-notice';
import { previewPage } from './preview-page.ts';

const PORT = Number(process.argv[2] ?? 4_100);

/** Reads the templates for each request, so that a change shows after a reload. */
const server = createServer((request, response) => {
  if (request.url !== '/') {
    response.writeHead(404).end();
    return;
  }
  try {
    const page = previewPage(makeRenderNotice(readTemplates()));
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  } catch (error) {
    response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(error instanceof Error ? error.message : String(error));
  }
});
server.listen(PORT, '127.0.0.1', () => {
  console.log(`Notices with sample data: http://127.0.0.1:${PORT} (Ctrl-C stops)`);
});
