/** The operation's name in generated clients, and a description that adds to its summary. */
export type OperationText = readonly [operationId: string, description: string];

/** By method and path; `{}` stands for each parameter. */
export const OPERATIONS: Readonly<Record<string, OperationText>> = {
  'POST /v1/auth/signup': [
    'signUp',
    'Makes an account. Its language is that of the request unless `locale` says otherwise.',
  ],
  'POST /v1/auth/login': ['logIn', 'A wrong password and an unknown address get the same answer.'],
  'POST /v1/auth/refresh': ['refreshSession', 'A refresh token works once: keep the new pair.'],
  'POST /v1/auth/logout': ['logOut', 'Answers the same whether the token was known or not.'],
  'POST /v1/auth/verify-email': ['verifyEmail', 'Takes the token of the mail.'],
  'POST /v1/auth/verify-email/resend': [
    'resendVerification',
    'Mails a new token to the address of the account.',
  ],
  'POST /v1/auth/password-reset': [
    'requestPasswordReset',
    'Answers the same whether the address is known or not.',
  ],
  'POST /v1/auth/password-reset/confirm': [
    'confirmPasswordReset',
    'Sets the new password and ends every session.',
  ],
  'GET /v1/me': ['getMe', 'The account of the access token.'],
  'PATCH /v1/me': ['updateMe', 'Omitted fields stay unchanged.'],
  'DELETE /v1/me': [
    'deleteMe',
    'Erases personal data; the records that the ledger needs are kept without it.',
  ],
  'GET /v1/me/notice-preferences': ['getNoticePreferences', 'All are on until the fan changes them.'],
  'PUT /v1/me/notice-preferences': ['setNoticePreferences', 'Replaces all preferences.'],
  'GET /v1/me/export': ['exportMe', 'Everything that is kept about the account.'],
  'PUT /v1/me/password': ['changePassword', 'Ends the other sessions of the account.'],
  'GET /v1/me/sessions': ['listSessions', 'The places where the account is signed in.'],
  'DELETE /v1/me/sessions/{}': ['endSession', 'Its access token, streams and pages stop within seconds.'],
  'POST /v1/me/totp': ['startSecondFactor', 'Creates a secret that becomes active when confirmed.'],
  'POST /v1/me/totp/confirm': ['confirmSecondFactor', 'Takes a code of the new secret.'],
  'DELETE /v1/me/totp': ['removeSecondFactor', 'Logging in then needs only the password.'],
  'DELETE /v1/me/totp/confirm': ['removeSecondFactor', 'Logging in then needs only the password.'],
  'GET /v1/concerts': [
    'listConcerts',
    'Only published concerts. The keyword matches parts of words in Korean and English.',
  ],
  'GET /v1/concerts/{}': ['getConcert', 'A published concert with its performances.'],
  'GET /v1/concerts/{}/performances': ['listPerformances', 'All of them are one page.'],
  'GET /v1/performances/{}/seats': [
    'listSeats',
    'Large: for a seat map, read the layout and the availability instead.',
  ],
  'GET /v1/performances/{}/seats/{}': ['getSeat', 'Its status is at most a second old.'],
  'GET /v1/performances/{}/seats/events': [
    'streamSeats',
    'A snapshot, then each change of it. A gap is closed by another snapshot.',
  ],
  'GET /v1/performances/{}/layout': ['getLayout', 'The data that stays constant while seats are on sale.'],
  'GET /v1/performances/{}/availability': [
    'getAvailability',
    'At most a second old; ask with `If-None-Match`.',
  ],
  'GET /v1/performances/{}/event.ics': ['getCalendarFile', 'The performance for a calendar.'],
  'POST /v1/concerts/{}/queue': [
    'joinQueue',
    'One place per account: joining again returns the existing place.',
  ],
  'GET /v1/concerts/{}/queue': ['getPlace', 'Ask again after `pollAfterMs`, or wait with `?wait=`.'],
  'DELETE /v1/concerts/{}/queue': ['leaveQueue', 'Waiting or admitted: the place goes to the next.'],
  'GET /v1/concerts/{}/queue/events': [
    'streamPlace',
    'The place now, each change, and the admission at once.',
  ],
  'GET /v1/concerts/{}/queue/serving': [
    'getServing',
    'The same answer for everybody, so caches can share it.',
  ],
  'POST /v1/reservations': [
    'holdSeats',
    'All of the seats or none, decided in the order of arrival. The job has the reservation.',
  ],
  'GET /v1/reservations': ['listReservations', "Only the account's reservations."],
  'GET /v1/reservations/{}': ['getReservation', "Another account's reservation is not found."],
  'GET /v1/reservations/{}/cancellation': [
    'previewCancellation',
    'Cancels nothing. A cancellation is decided by the rules of the moment when a worker decides it.',
  ],
  'POST /v1/reservations/{}/cancel': [
    'cancelReservation',
    'A hold is released. A paid one is refunded by the policy of the concert.',
  ],
  'GET /v1/wallet': ['getWallet', 'The balance is never negative.'],
  'GET /v1/wallet/entries': ['listWalletEntries', 'Each with the balance after it.'],
  'POST /v1/wallet/top-up-orders': ['openTopUpOrder', 'Its id goes to the payment window of the gateway.'],
  'POST /v1/wallet/top-ups': ['topUpWallet', 'Redeems an order of this account and amount once.'],
  'POST /v1/payments': ['payReservation', 'The amount must be that of the reservation.'],
  'GET /v1/payments': ['listPayments', 'Payments and top-ups of the account.'],
  'GET /v1/payments/{}': ['getPayment', "Another account's payment is not found."],
  'POST /v1/webhooks/payments': [
    'receivePaymentNews',
    'For the gateway. The payment becomes due for an inquiry; the content of the webhook changes nothing.',
  ],
  'GET /v1/jobs/{}': ['getJob', 'At once, or with `?wait=` when it is final. Results outlive the queue.'],
  'GET /v1/jobs/{}/events': ['streamJob', 'The job now, then each status change until it is final.'],
  'GET /v1/box-office/stuck-money': ['listStuckMoney', 'Open items only.'],
  'POST /v1/box-office/stuck-money/{}/settle': ['settleStuckMoney', 'Recorded with the account and time.'],
  'GET /v1/admin/venues': ['listVenues', 'Without their seats.'],
  'POST /v1/admin/venues': ['importVenue', 'The whole plan or nothing.'],
  'GET /v1/admin/venues/{}': ['getVenue', 'Without its seats.'],
  'GET /v1/admin/concerts': ['listManagedConcerts', 'Drafts included.'],
  'POST /v1/admin/concerts': ['createConcert', 'A draft; omitted fields get their defaults.'],
  'GET /v1/admin/concerts/{}': ['getProgramme', 'With the tag that edits expect in `If-Match`.'],
  'PATCH /v1/admin/concerts/{}': ['editConcert', 'Omitted fields stay unchanged.'],
  'POST /v1/admin/concerts/{}/performances': ['addPerformance', 'With every seat of the venue.'],
  'GET /v1/admin/performances': ['listManagedPerformances', 'Drafts included.'],
  'GET /v1/admin/performances/{}': ['getManagedPerformance', 'With its prices.'],
  'PATCH /v1/admin/performances/{}': ['editPerformance', 'Omitted fields stay unchanged.'],
  'POST /v1/admin/concerts/{}/publish': ['publishConcert', 'It is public within a second.'],
  'PATCH /v1/admin/concerts/{}/waiting-room': ['editWaitingRoom', 'At any time.'],
  'GET /v1/admin/performances/{}/sales': [
    'getSales',
    'From the ledger; the figures of the waiting room are at most a second old.',
  ],
  'GET /v1/admin/accounts': ['listAccounts', 'By role and by part of a name or address.'],
  'GET /v1/admin/accounts/{}': ['getAccount', 'As administrators see it.'],
  'PATCH /v1/admin/accounts/{}': ['editAccount', 'Grants a role or disables the account.'],
  'GET /v1/admin/actions': ['listStaffActions', 'Actions of staff, newest first.'],
  'GET /v1/admin/audit': ['runAudit', 'One at a time per process.'],
  'GET /livez': ['getLiveness', 'Does not check the servers that the process needs.'],
  'GET /readyz': ['getReadiness', 'With the state of each server that the process needs.'],
  'GET /problems': ['listProblems', 'JSON, or a page for browsers.'],
  'GET /problems/{}': ['describeProblem', 'JSON, or a page for browsers.'],
};

/** The schema of each event of a stream, by its name. */
export const EVENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  streamSeats: { snapshot: 'Availability', change: 'SeatChange' },
  streamPlace: { place: 'Place' },
  streamJob: { job: 'Job' },
};
