import { randomUUID } from 'node:crypto';
import { type Belongings, key, type Row, stewards } from './access-row.ts';

const ofPerformance = (resource: string) => ({
  path: ({ performanceId }: Belongings) => `/v1/gate/performances/${performanceId}/${resource}`,
  ...stewards(200),
});

/** The routes of the gate. */
export const GATE_ROWS: Readonly<Record<string, Row>> = {
  'GET /v1/gate/performances': stewards(200),
  'POST /v1/gate/check-ins': {
    body: ({ performanceId }) => ({ performanceId, gate: 'A', code: 'none', scanId: randomUUID() }),
    ...stewards(202),
  },
  'POST /v1/gate/check-ins/batch': {
    headers: key,
    body: ({ performanceId }) => ({
      performanceId,
      gate: 'A',
      items: [{ code: 'none', scanId: randomUUID(), at: new Date().toISOString() }],
    }),
    ...stewards(202),
  },
  'GET /v1/gate/performances/:performanceId/snapshot': ofPerformance('snapshot'),
  'GET /v1/gate/performances/:performanceId/counts': ofPerformance('counts'),
  'GET /v1/gate/performances/:performanceId/counts/events': ofPerformance('counts/events'),
};
