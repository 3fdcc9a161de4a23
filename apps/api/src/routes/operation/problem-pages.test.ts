import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { problemCatalogue } from '../../http/problems/catalogue.ts';
import { fakeDeps } from '../../testing/fake-deps.ts';

const app = makeApp(fakeDeps());
const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

describe('the type of a problem', () => {
  it('links to the meaning of the problem, in both languages', async () => {
    const refused = (await (await get('/v1/me')).json()) as { type: string; code: string };
    const described = await get(refused.type);
    expect(described.status).toBe(200);
    expect(await described.json()).toEqual({
      type: refused.type,
      code: 'unauthenticated',
      ...problemCatalogue.unauthenticated,
    });
  });

  it("is a page for browsers, the reader's language first", async () => {
    const page = await get('/problems/seat_unavailable', {
      accept: 'text/html,*/*;q=0.8',
      'accept-language': 'en',
    });
    expect(page.headers.get('content-type')).toContain('text/html');
    const text = await page.text();
    const { ko, en } = problemCatalogue.seat_unavailable;
    expect(text.indexOf(en.title)).toBeGreaterThan(0);
    expect(text.indexOf(ko.detail)).toBeGreaterThan(text.indexOf(en.detail));
  });

  it('is in the list of all, and 404 for an unknown code', async () => {
    const { items } = (await (await get('/problems')).json()) as { items: { code: string }[] };
    expect(items.map(({ code }) => code)).toEqual(Object.keys(problemCatalogue));
    const page = await (await get('/problems', { accept: 'text/html' })).text();
    for (const { code } of items) expect(page).toContain(`/problems/${code}`);
    expect((await get('/problems/toString')).status).toBe(404);
  });
});
