import { makeApp } from '../app.ts';
import type { Problem } from '../http/problems/problem.ts';
import type { ApiDeps } from '../ports.ts';
import type { ProgrammeDeps } from '../routes/admin/programme/ports.ts';
import { ADMIN, fakeDeps } from './fake-deps.ts';

export const VENUE = {
  name: 'Club',
  address: 'Seoul',
  seatingPlan: {
    name: 'Club',
    categories: [{ name: 'R' }],
    zones: [
      {
        position: { x: 0, y: 0 },
        rows: [
          {
            row_number: '1',
            seats: [{ seat_guid: 'a', seat_number: '1', position: { x: 0, y: 0 }, category: 'R' }],
          },
        ],
      },
    ],
  },
};
export const CONCERT = { title: 'T', artist: 'A', description: 'D', venueId: 'ven_1' };
export const PERFORMANCE = {
  startsAt: '2026-05-02T19:00:00+09:00',
  saleOpensAt: '2026-04-01T11:00:00Z',
  saleClosesAt: '2026-05-02T08:00:00Z',
  prices: [{ category: 'R', grade: 'R', price: 99_000 }],
};
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}
export const ROUTES: readonly Call[] = [
  { method: 'POST', path: '/v1/admin/venues', body: VENUE },
  { method: 'POST', path: '/v1/admin/concerts', body: CONCERT },
  { method: 'GET', path: '/v1/admin/concerts/con_1' },
  { method: 'PATCH', path: '/v1/admin/concerts/con_1', body: { title: 'T' } },
  { method: 'POST', path: '/v1/admin/concerts/con_1/performances', body: PERFORMANCE },
  { method: 'POST', path: '/v1/admin/concerts/con_1/publish' },
  { method: 'PATCH', path: '/v1/admin/concerts/con_1/waiting-room', body: { maxActive: 1 } },
  { method: 'PATCH', path: '/v1/admin/performances/prf_1', body: { prices: PERFORMANCE.prices } },
  { method: 'GET', path: '/v1/admin/performances/prf_1/sales' },
  { method: 'GET', path: '/v1/admin/audit' },
];
export const importOf = (body: object): Call => ({ method: 'POST', path: '/v1/admin/venues', body });

export const createConcert: Call = { method: 'POST', path: '/v1/admin/concerts' };
export const addPerformance = (price: object): Call => ({
  method: 'POST',
  path: '/v1/admin/concerts/con_1/performances',
  body: { ...PERFORMANCE, prices: [price] },
});

/** An app with recording fakes. */
export function appFor(given: Partial<ProgrammeDeps> = {}) {
  const calls: string[] = [];
  const programme = new Proxy(given, {
    get: (target, name) => {
      calls.push(String(name));
      return Reflect.get(target, name);
    },
  }) as ProgrammeDeps;
  const staff = { actions: { record: async () => undefined } } as unknown as ApiDeps['staff'];
  return { app: makeApp(fakeDeps({ programme, staff })), calls };
}

export const request = (
  { app }: Pick<ReturnType<typeof appFor>, 'app'>,
  { method, path, body }: Call,
  headers: Record<string, string> = {},
) =>
  app.request(path, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
export const problemOf = async (response: Response) => (await response.json()) as Problem;
