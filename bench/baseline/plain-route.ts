/** The HTTP yardstick: one Hono route that answers JSON. Sends its port to its parent. */
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const app = new Hono().get('/plain', (c) => c.json({ id: 'prf_1', status: 'on_sale', seats: 20_000 }));
serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => process.send?.(port));
process.once('disconnect', () => process.exit());
