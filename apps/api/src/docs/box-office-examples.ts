const AT = '2026-03-01T11:00:00.000Z';

const account = {
  id: 'usr_01k3x9w2yq5v7c8m4n6p0r1s2t',
  email: 'fan@example.org',
  name: 'Kim Minji',
  phone: '+821012345678',
};
const parts = {
  concert: { id: 'con_01k3x9w2yq5v7c8m4n6p0r1s2t', title: 'Spring Night' },
  performance: { id: 'prf_01k3x9w2yq5v7c8m4n6p0r1s2t', startsAt: AT },
  account,
};
const refund = {
  id: 'rfd_01k3x9w2yq5v7c8m4n6p0r1s2t',
  paymentId: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t',
  amount: 105_000,
  feeAmount: 45_000,
  seatNumbers: [17],
  status: 'completed',
  blocked: false,
  reason: 'cancelled by the customer',
  createdAt: AT,
};
const ticket = {
  id: 'tkt_01k3x9w2yq5v7c8m4n6p0r1s2t01',
  seatNumber: 17,
  version: 1,
  status: 'valid',
  issuedAt: AT,
  usedAt: null,
  usedGate: null,
};
const notice = {
  template: 'reservation_confirmed',
  channel: 'email',
  createdAt: AT,
  sentAt: AT,
  givenUpReason: null,
};

const deskSale = {
  holder: { name: 'Kim Hana', email: 'hana@example.org', phone: '+821087654321' },
  method: 'cash',
  note: 'pays for the group',
  soldBy: { id: 'usr_01k3x9w2yq5v7c8m4n6p0r1s2u', name: 'Park Jiho' },
  soldAt: AT,
};

/** Examples of the box office's own schemas, made with a reservation and a payment. */
export function boxOfficeExamples<R extends { readonly id: string; readonly seats: unknown }>(
  reservation: R,
  payment: object,
) {
  const confirmed = { ...reservation, status: 'confirmed' };
  const { id, seats } = confirmed;
  const found = {
    id,
    status: 'confirmed',
    seats,
    totalAmount: 150_000,
    createdAt: AT,
    ...parts,
    holderName: null,
  };
  return {
    FoundAccount: account,
    FoundReservation: found,
    SearchResult: { accounts: [account], reservations: [found], more: false },
    RefundForStaff: refund,
    TicketForStaff: ticket,
    NoticeForStaff: notice,
    DeskSaleForStaff: deskSale,
    ReservationForStaff: {
      ...confirmed,
      payments: [payment],
      timeline: [{ type: 'reservation.held', at: AT }],
      ...parts,
      deskSale: null,
      refunds: [refund],
      tickets: [ticket],
      notices: [notice],
    },
  };
}
