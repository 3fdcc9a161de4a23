import { boxOffice, key, type Row } from './access-row.ts';

/** The routes of the box office's desk. */
export const DESK_ROWS: Readonly<Record<string, Row>> = {
  'GET /v1/box-office/performances/:performanceId/blocks': {
    path: ({ performanceId }) => `/v1/box-office/performances/${performanceId}/blocks`,
    ...boxOffice(200),
  },
  'POST /v1/box-office/performances/:performanceId/blocks': {
    path: () => '/v1/box-office/performances/prf_none/blocks',
    headers: key,
    body: () => ({ seatNumbers: [1], reason: 'stage' }),
    ...boxOffice(404),
  },
  'POST /v1/box-office/performances/:performanceId/unblocks': {
    path: () => '/v1/box-office/performances/prf_none/unblocks',
    headers: key,
    body: () => ({ seatNumbers: [1], reason: 'stage' }),
    ...boxOffice(404),
  },
  'POST /v1/box-office/reservations': {
    headers: key,
    body: () => ({
      performanceId: 'prf_none',
      seatNumbers: [1],
      payment: 'cash',
      holder: { name: '김하나' },
    }),
    ...boxOffice(404),
  },
  'POST /v1/box-office/reservations/:reservationId/move': {
    path: () => '/v1/box-office/reservations/res_none/move',
    headers: key,
    body: () => ({ moves: [{ from: 1, to: 2 }], reason: 'a broken seat' }),
    ...boxOffice(404),
  },
  'GET /v1/box-office/takings': boxOffice(200),
};
