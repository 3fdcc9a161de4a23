import { docsAssets, docsPage, docsScript } from '../../docs/swagger-ui.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { allowCaching } from '../../http/carried-headers.ts';
import { answerShared } from '../../http/shared-bodies/answer.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const ONE_HOUR = 'public, max-age=3600';
const ONE_DAY = 'public, max-age=86400';

/** `GET /docs`: the contract as a page. All its files come from this server. */
export const addShowDocs: AddRoute = (app) => {
  app.get('/docs', (c) => {
    c.header('content-security-policy', CONTENT_SECURITY_POLICY);
    allowCaching(c, ONE_HOUR);
    return c.html(docsPage);
  });
  app.get('/docs/', (c) => c.redirect('/docs', 308));
  app.get('/docs/start.js', (c) => {
    c.header('content-type', 'text/javascript; charset=utf-8');
    allowCaching(c, ONE_HOUR);
    return c.body(docsScript);
  });
  // Browsers request it with every page, even for JSON answers.
  app.get('/favicon.ico', async (c, next) => {
    const icon = await docsAssets.read('favicon-32x32.png');
    return icon === null ? next() : answerShared(c, icon.content, ONE_DAY, icon.contentType);
  });
  app.get('/docs/:asset', async (c, next) => {
    const asset = await docsAssets.read(c.req.param('asset'));
    if (asset === null) return next();
    return answerShared(c, asset.content, ONE_DAY, asset.contentType);
  });
};
