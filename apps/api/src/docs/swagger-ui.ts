import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type SharedBody, shareBody } from '../http/shared-bodies/shared-body.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

export const docsPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Concert Mania API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <main id="swagger-ui"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

export const docsScript = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  validatorUrl: null,
});
`;

interface Asset {
  readonly content: SharedBody;
  readonly contentType: string;
}

function makeAssets() {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const known = new Map<string, Promise<Asset>>();
  return {
    /** Reads one of the page's three files from the installed package. Null for any other name. */
    read: async (name: string): Promise<Asset | null> => {
      const contentType = Object.hasOwn(CONTENT_TYPES, name) ? CONTENT_TYPES[name] : undefined;
      if (contentType === undefined) return null;
      const asset =
        known.get(name) ??
        readFile(join(folder, name)).then((content) => ({
          content: shareBody(content, { effort: 'thorough' }),
          contentType,
        }));
      known.set(name, asset);
      return asset;
    },
  };
}

export const docsAssets = makeAssets();
