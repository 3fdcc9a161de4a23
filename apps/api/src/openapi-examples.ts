const AT = '2026-03-01T11:00:00.000Z';
const LATER = '2026-03-01T11:10:00.000Z';
const EVENING = '2026-05-02T10:00:00.000Z';
const CONCERT = 'con_01k3x9w2yq5v7c8m4n6p0r1s2t';
const PERFORMANCE = 'prf_01k3x9w2yq5v7c8m4n6p0r1s2t';
const RESERVATION = 'res_01k3x9w2yq5v7c8m4n6p0r1s2t';
const PAYMENT_KEY = 'pk_5vbd0kqz3m7t';

const summary = {
  id: CONCERT,
  title: '2026 신년콘서트',
  artist: '강윤서',
  venue: { id: 'ven_01k3x9w2yq5v7c8m4n6p0r1s2t', name: '한빛아트홀' },
  firstStartsAt: EVENING,
  lastStartsAt: EVENING,
  saleOpensAt: AT,
  saleStatus: 'open',
};
const performance = {
  id: PERFORMANCE,
  startsAt: EVENING,
  saleOpensAt: AT,
  saleClosesAt: EVENING,
  saleStatus: 'open',
  availableSeats: 1_204,
  totalSeats: 2_000,
};
const seat = {
  seatNumber: 1,
  seatGuid: 'A-1-1',
  zone: 'A',
  row: '1',
  label: 'A 1-1',
  grade: 'VIP',
  price: 150_000,
  accessible: false,
  x: 120,
  y: 40,
  status: 'available',
};
const stuckMoney = {
  id: 'stk_01k3x9w2yq5v7c8m4n6p0r1s2t',
  kind: 'refund_refused',
  paymentId: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t',
  reservationId: 'res_01k3x9w2yq5v7c8m4n6p0r1s2t',
  accountId: 'usr_01k3x9w2yq5v7c8m4n6p0r1s2t',
  wantedAmount: 150_000,
  balanceAmount: 150_000,
  code: 'NOT_CANCELABLE_PAYMENT',
  message: 'The payment cannot be cancelled.',
  since: AT,
  attempts: 1,
};

const payment = {
  id: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t',
  reservationId: RESERVATION,
  method: 'gateway',
  status: 'completed',
  amount: 150_000,
  refundedAmount: 0,
  failureCode: null,
  createdAt: AT,
  approvedAt: AT,
};
const held = {
  id: RESERVATION,
  concertId: CONCERT,
  performanceId: PERFORMANCE,
  status: 'held',
  seats: [{ seatNumber: 1, seatGuid: 'A-1-1', label: 'A 1-1', grade: 'VIP', price: 150_000 }],
  totalAmount: 150_000,
  currency: 'KRW',
  expiresAt: LATER,
  remainingSeconds: 600,
  createdAt: AT,
};

/** An example for each schema of the document that has none beside its definition. */
export const SCHEMA_EXAMPLES: Readonly<Record<string, unknown>> = {
  Account: {
    id: 'usr_01k3x9w2',
    email: 'fan@example.com',
    emailVerified: true,
    name: '김팬',
    phone: null,
    role: 'user',
    locale: 'ko',
  },
  Session: {
    accessToken: 'eyJhbGciOiJIUzI1NiJ9…',
    refreshToken: 'cmr_…',
    tokenType: 'Bearer',
    expiresIn: 900,
  },
  ConcertSummary: summary,
  Performance: performance,
  Concert: {
    ...summary,
    description: '새해 첫 무대',
    performances: [performance],
    waitingRoom: { enabled: true, status: 'open' },
  },
  Seat: seat,
  SeatList: { performanceId: PERFORMANCE, version: 42, seats: [seat] },
  Availability: { version: 42, availability: 'AAHSA' },
  SeatLayout: {
    performanceId: PERFORMANCE,
    revision: 3,
    size: { width: 170, height: 40 },
    zones: [{ name: 'A' }],
    grades: [{ name: 'VIP', price: 150_000 }],
    seats: {
      zone: ['A', 'A'],
      row: ['1', '1'],
      label: ['A 1-1', 'A 1-2'],
      grade: ['VIP', null],
      price: [150_000, null],
      x: [120, 170],
      y: [40, 40],
      accessible: [false, false],
    },
  },
  Place: {
    token: '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a',
    concertId: CONCERT,
    sequence: 5_120,
    status: 'waiting',
    position: 120,
    ahead: 119,
    estimatedWaitSeconds: 2,
    pollAfterMs: 1_000,
    expiresAt: null,
  },
  Serving: {
    status: 'open',
    servingSequence: 5_000,
    waiting: 12_000,
    active: 1_000,
    admissionRatePerSecond: 100,
    shuffle: null,
  },
  Reservation: { ...held, payments: [], timeline: [{ type: 'reservation.held', at: AT }] },
  Payment: payment,
  StuckMoney: stuckMoney,
  SettledMoney: {
    ...stuckMoney,
    settledAt: AT,
    settledBy: 'usr_01k3x9w2yq5v7c8m4n6p0r1s2t',
    reference: 'bank transfer 2026-03-02 4711',
    note: 'The card was closed.',
  },
  JobResult: { reservation: held },
  Job: {
    id: 'job_h0c6v9k2m4x8q1r7t3w5y0z2a4b8',
    type: 'reservation.hold',
    status: 'succeeded',
    createdAt: AT,
    finishedAt: AT,
    result: { reservation: held },
    error: null,
  },
  Wallet: { balanceAmount: 50_000, currency: 'KRW' },
  TopUpOrder: { orderId: 'tuo_01k3x9w2yq5v7c8m4n6p0r1s2t', amount: 50_000, expiresAt: LATER },
  WalletEntry: {
    id: '17',
    kind: 'payment',
    amount: -150_000,
    balanceAfterAmount: 50_000,
    at: AT,
    reference: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t',
  },
  ReservationRequest: { performanceId: PERFORMANCE, seatNumbers: [1, 2] },
  RefundPolicy: { preset: 'korean-performing-arts' },
  AddedPerformance: {
    id: PERFORMANCE,
    concertId: CONCERT,
    startsAt: EVENING,
    saleOpensAt: AT,
    saleClosesAt: EVENING,
    totalSeats: 2_000,
    prices: [{ category: 'VIP', grade: 'VIP', price: 150_000 }],
  },
  Sales: {
    available: 1_204,
    held: 96,
    sold: 700,
    revenueAmount: 105_000_000,
    holdsPerSecond: 12.4,
    waiting: 12_000,
    active: 1_000,
  },
  ProblemDescription: {
    type: '/problems/seat_unavailable',
    code: 'seat_unavailable',
    status: 409,
    ko: { title: '이미 선택되었거나 판매하지 않는 좌석입니다', detail: '다른 좌석을 골라 주세요.' },
    en: { title: 'A seat is taken or not for sale', detail: 'Choose other seats.' },
  },
};

/** An example for each body that is not one of the schemas above, by operation. */
export const BODY_EXAMPLES: Readonly<Record<string, unknown>> = {
  postAuthSignup: { email: 'fan@example.com', password: 'seven-rows-from-the-stage', name: '김팬' },
  postAuthLogin: { email: 'fan@example.com', password: 'seven-rows-from-the-stage' },
  postAuthRefresh: { refreshToken: 'cmr_…' },
  postAuthLogout: { refreshToken: 'cmr_…' },
  postReservationsByReservationIdCancel: { reason: '일정이 바뀌었어요' },
  postWalletTopUpOrders: { amount: 50_000 },
  postWalletTopUps: { amount: 50_000, orderId: 'tuo_01k3x9w2yq5v7c8m4n6p0r1s2t', paymentKey: PAYMENT_KEY },
  postPayments: { reservationId: RESERVATION, method: 'gateway', paymentKey: PAYMENT_KEY, amount: 150_000 },
  postWebhooksPayments: { eventType: 'PAYMENT_STATUS_CHANGED', data: { paymentKey: PAYMENT_KEY } },
};
