import { admins, key, type Row } from './access-row.ts';

const unknown = (path: string): Pick<Row, 'path' | 'expect'> => ({ path: () => path, expect: admins(404) });

/** Pauses, cancellations and postponements. */
export const SHOW_ROWS: Readonly<Record<string, Row>> = {
  'POST /v1/admin/concerts/:concertId/pause': unknown('/v1/admin/concerts/con_nobodyknows/pause'),
  'POST /v1/admin/concerts/:concertId/resume': unknown('/v1/admin/concerts/con_nobodyknows/resume'),
  'POST /v1/admin/performances/:performanceId/cancel': {
    ...unknown('/v1/admin/performances/prf_nobodyknows/cancel'),
    headers: key,
    body: () => ({ reason: 'storm' }),
  },
  'GET /v1/admin/performances/:performanceId/cancellation': unknown(
    '/v1/admin/performances/prf_nobodyknows/cancellation',
  ),
  'POST /v1/admin/performances/:performanceId/postpone': {
    path: ({ performanceId }) => `/v1/admin/performances/${performanceId}/postpone`,
    body: () => ({}),
    expect: admins(400),
  },
};
