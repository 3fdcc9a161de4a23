import {
  admins,
  type Belongings,
  boxOffice,
  everybody,
  key,
  MINE,
  type Row,
  SIGNED_IN,
} from './access-row.ts';
import { DESK_ROWS } from './desk-rows.ts';
import { GATE_ROWS } from './gate-rows.ts';
import { SHOW_ROWS } from './show-rows.ts';

const concert = ({ concertId }: Belongings) => `/v1/concerts/${concertId}`;
const performance = ({ performanceId }: Belongings) => `/v1/performances/${performanceId}`;
const withToken = ({ queueToken }: Belongings) => ({ 'queue-token': queueToken });
const nothing = () => ({});

/** Every route. The first test below fails for a missing route. */
export const TABLE: Readonly<Record<string, Row>> = {
  'POST /v1/auth/signup': { body: nothing, expect: everybody(400) },
  'POST /v1/auth/login': { body: nothing, expect: everybody(400) },
  'POST /v1/auth/refresh': { body: () => ({ refreshToken: 'x' }), expect: everybody(401) },
  'POST /v1/auth/logout': { body: () => ({ refreshToken: 'x' }), expect: everybody(204) },
  'POST /v1/auth/verify-email': { body: () => ({ token: 'x' }), expect: everybody(400) },
  'POST /v1/auth/password-reset': { body: () => ({ email: 'unknown@fans.example' }), expect: everybody(202) },
  'POST /v1/auth/password-reset/confirm': {
    body: () => ({ token: 'x', password: 'seat-lover-1' }),
    expect: everybody(400),
  },
  'POST /v1/auth/verify-email/resend': { expect: [401, 204, 204, 204] },
  'GET /v1/me': { expect: SIGNED_IN },
  'PUT /v1/me/password': {
    body: () => ({ currentPassword: 'not the password', newPassword: 'another password' }),
    expect: everybody(401),
  },
  'GET /v1/me/sessions': { expect: SIGNED_IN },
  'DELETE /v1/me/sessions/:sessionId': {
    path: () => '/v1/me/sessions/ses_0',
    expect: [401, 404, 404, 404],
  },
  'DELETE /v1/me/totp': { expect: [401, 404, 404, 404] },
  'POST /v1/me/totp': { expect: SIGNED_IN },
  'POST /v1/me/totp/confirm': { body: () => ({ code: 'no code' }), expect: [401, 400, 400, 400] },
  'DELETE /v1/me': { body: () => ({ password: 'not the password' }), expect: everybody(401) },
  'GET /v1/me/notice-preferences': { expect: SIGNED_IN },
  'PUT /v1/me/notice-preferences': {
    body: () => ({
      reservationConfirmed: { email: true, sms: true },
      reservationCancelled: { email: true, sms: true },
      latePaymentRefunded: { email: true, sms: true },
      holdExpired: { email: true, sms: true },
      admitted: { email: true, sms: true },
    }),
    expect: SIGNED_IN,
  },
  'GET /v1/me/export': { expect: SIGNED_IN },
  'PATCH /v1/me': { body: () => ({ locale: 'en' }), expect: SIGNED_IN },

  'GET /v1/concerts': { expect: everybody(200) },
  'GET /v1/concerts/:concertId': { path: concert, expect: everybody(200) },
  'GET /v1/concerts/:concertId/performances': {
    path: (mine) => `${concert(mine)}/performances`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats': {
    path: (mine) => `${performance(mine)}/seats`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats/events': {
    path: (mine) => `${performance(mine)}/seats/events`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/seats/:seatNumber': {
    path: (mine) => `${performance(mine)}/seats/1`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/layout': {
    path: (mine) => `${performance(mine)}/layout`,
    expect: everybody(200),
  },
  'GET /v1/performances/:performanceId/availability': {
    path: (mine) => `${performance(mine)}/availability`,
    expect: everybody(200),
  },

  'GET /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    headers: withToken,
    expect: MINE,
    hidden: 'queue_token_not_found',
  },
  'GET /v1/concerts/:concertId/queue/events': {
    path: (mine) => `${concert(mine)}/queue/events`,
    headers: withToken,
    expect: MINE,
    hidden: 'queue_token_not_found',
  },
  'GET /v1/concerts/:concertId/queue/serving': {
    path: (mine) => `${concert(mine)}/queue/serving`,
    expect: everybody(200),
  },
  // The fan has joined already; the others get their own places.
  'POST /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    expect: [401, 200, 201, 201],
  },
  // Strangers go first: the place must still exist when its owner leaves it.
  'DELETE /v1/concerts/:concertId/queue': {
    path: (mine) => `${concert(mine)}/queue`,
    headers: withToken,
    expect: [401, 204, 404, 404],
    hidden: 'queue_token_not_found',
  },

  'POST /v1/reservations': {
    headers: key,
    body: ({ openPerformanceId }) => ({ performanceId: openPerformanceId, seatNumbers: [9] }),
    expect: [401, 202, 202, 202],
  },
  'GET /v1/reservations': { expect: SIGNED_IN },
  'GET /v1/reservations/:reservationId': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}`,
    expect: MINE,
    hidden: 'reservation_not_found',
  },
  'GET /v1/reservations/:reservationId/cancellation': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}/cancellation`,
    expect: MINE,
    hidden: 'reservation_not_found',
  },
  'POST /v1/reservations/:reservationId/cancel': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}/cancel`,
    headers: key,
    body: nothing,
    expect: [401, 202, 404, 404],
    hidden: 'reservation_not_found',
  },

  'GET /v1/tickets': { expect: SIGNED_IN },
  'GET /v1/reservations/:reservationId/tickets': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}/tickets`,
    expect: MINE,
    hidden: 'reservation_not_found',
  },
  'GET /v1/tickets/:ticketId/qr.svg': {
    path: ({ ticketId }) => `/v1/tickets/${ticketId}/qr.svg`,
    expect: MINE,
    hidden: 'ticket_not_found',
  },
  'GET /v1/reservations/:reservationId/tickets.pdf': {
    path: ({ reservationId }) => `/v1/reservations/${reservationId}/tickets.pdf`,
    // The reservation is unpaid and has no tickets.
    expect: [401, 404, 404, 404],
  },
  'POST /v1/box-office/reservations/:reservationId/resend': {
    path: ({ reservationId }) => `/v1/box-office/reservations/${reservationId}/resend`,
    ...boxOffice(404),
  },
  'GET /v1/box-office/reservations/:reservationId/tickets.pdf': {
    path: ({ reservationId }) => `/v1/box-office/reservations/${reservationId}/tickets.pdf`,
    ...boxOffice(404),
  },
  'GET /v1/performances/:performanceId/event.ics': {
    path: (mine) => `${performance(mine)}/event.ics`,
    expect: everybody(200),
  },
  'GET /.well-known/ticket-keys.json': { expect: everybody(200) },

  'GET /v1/wallet': { expect: SIGNED_IN },
  'GET /v1/wallet/entries': { expect: SIGNED_IN },
  'POST /v1/wallet/top-up-orders': { body: () => ({ amount: 1_000 }), expect: [401, 201, 201, 201] },
  'POST /v1/wallet/top-ups': {
    headers: key,
    body: ({ topUpOrderId }) => ({ amount: 1_000, orderId: topUpOrderId, paymentKey: 'pk' }),
    expect: [401, 202, 422, 422],
  },
  'POST /v1/payments': {
    headers: key,
    body: ({ reservationId }) => ({ reservationId, method: 'wallet' }),
    expect: [401, 202, 404, 404],
    hidden: 'reservation_not_found',
  },
  'GET /v1/payments': { expect: SIGNED_IN },
  'GET /v1/payments/:paymentId': {
    path: ({ paymentId }) => `/v1/payments/${paymentId}`,
    expect: MINE,
    hidden: 'payment_not_found',
  },
  'POST /v1/webhooks/payments': { body: nothing, expect: everybody(401) },

  'GET /v1/jobs/:jobId': {
    path: ({ jobId }) => `/v1/jobs/${jobId}`,
    expect: MINE,
    hidden: 'job_not_found',
  },
  'GET /v1/jobs/:jobId/events': {
    path: ({ jobId }) => `/v1/jobs/${jobId}/events`,
    expect: MINE,
    hidden: 'job_not_found',
  },

  'GET /v1/admin/venues': { expect: admins(200) },
  'GET /v1/admin/venues/:venueId': { path: () => '/v1/admin/venues/ven_nobodyknows', expect: admins(404) },
  'GET /v1/admin/concerts': { expect: admins(200) },
  'GET /v1/admin/performances/:performanceId': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}`,
    expect: admins(200),
  },
  'GET /v1/admin/accounts': { expect: admins(200) },
  'GET /v1/admin/accounts/:accountId': {
    path: () => '/v1/admin/accounts/usr_nobodyknows',
    expect: admins(404),
  },
  'PATCH /v1/admin/accounts/:accountId': {
    path: () => '/v1/admin/accounts/usr_nobodyknows',
    body: () => ({ disabled: true }),
    expect: admins(404),
  },
  'GET /v1/admin/actions': { expect: admins(200) },
  'POST /v1/admin/venues': { body: nothing, expect: admins(400) },
  'POST /v1/admin/concerts': { body: nothing, expect: admins(400) },
  'GET /v1/admin/concerts/:concertId': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}`,
    expect: admins(200),
  },
  'PATCH /v1/admin/concerts/:concertId': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'POST /v1/admin/concerts/:concertId/performances': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}/performances`,
    body: nothing,
    expect: admins(400),
  },
  'PATCH /v1/admin/performances/:performanceId': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'POST /v1/admin/concerts/:concertId/publish': {
    path: () => '/v1/admin/concerts/con_nobodyknows/publish',
    expect: admins(404),
  },
  ...SHOW_ROWS,
  'PATCH /v1/admin/concerts/:concertId/waiting-room': {
    path: (mine) => `/v1/admin${concert(mine).slice(3)}/waiting-room`,
    body: () => ({ nonsense: 1 }),
    expect: admins(400),
  },
  'GET /v1/admin/performances/:performanceId/sales': {
    path: (mine) => `/v1/admin${performance(mine).slice(3)}/sales`,
    expect: admins(200),
  },
  ...GATE_ROWS,
  'GET /v1/box-office/search': { path: () => '/v1/box-office/search?q=unknown', ...boxOffice(200) },
  'GET /v1/box-office/reservations/:reservationId': {
    path: (mine) => `/v1/box-office/reservations/${mine.reservationId}`,
    ...boxOffice(200),
  },
  'POST /v1/box-office/reservations/:reservationId/cancel': {
    path: () => '/v1/box-office/reservations/res_none/cancel',
    headers: key,
    body: () => ({ refund: 'none', reason: 'a test' }),
    ...boxOffice(202),
  },
  ...DESK_ROWS,
  'GET /v1/box-office/stuck-money': boxOffice(200),
  'POST /v1/box-office/stuck-money/:stuckMoneyId/settle': {
    path: () => '/v1/box-office/stuck-money/stk_none/settle',
    body: () => ({ reference: 'transfer 1', note: '' }),
    ...boxOffice(404),
  },
  'GET /v1/box-office/money': boxOffice(200),
  'GET /v1/box-office/money/days': boxOffice(200),
  'GET /v1/admin/queues': { expect: admins(200) },
  'GET /v1/admin/audit': { expect: admins(200) },

  'GET /': { expect: everybody(200) },
  'GET /livez': { expect: everybody(200) },
  'GET /readyz': { expect: everybody(200) },
  'GET /openapi.json': { expect: everybody(200) },
  'GET /problems': { expect: everybody(200) },
  'GET /problems/:code': { path: () => '/problems/forbidden', expect: everybody(200) },
  'GET /docs': { expect: everybody(200) },
  'GET /docs/start.js': { expect: everybody(200) },
  'GET /docs/': { path: () => '/docs/', expect: everybody(308) },
  'GET /favicon.ico': { path: () => '/favicon.ico', expect: everybody(200) },
  'GET /docs/:asset': { path: () => '/docs/swagger-ui.css', expect: everybody(200) },
  'GET /admin/login': { expect: everybody(200) },
  'POST /admin/login': { expect: everybody(401) },
  'GET /admin/logout': { expect: everybody(200) },
  'POST /admin/logout': { expect: everybody(303) },
};
