// CONTRIBUTING.md says how to add a route. `addHeader(c, name, value)` adds a header to any answer; `c.header` replaces one.
// Streams: `eventStream(c, deps, async (stream, signal) => {…})` of `streams/event-stream.ts`; waits: `longPoll` beside it.
// Bodies: `jsonBody(z.strictObject({…}))`.
import type { AddRoute } from '../add-route.ts';
import { addAskPasswordReset } from './accounts/ask-password-reset.ts';
import { addChangePassword } from './accounts/change-password.ts';
import { addConfirmTotp } from './accounts/confirm-totp.ts';
import { addEditMe } from './accounts/edit-me.ts';
import { addEndSession } from './accounts/end-session.ts';
import { addEraseMe } from './accounts/erase-me.ts';
import { addExportMe } from './accounts/export-me.ts';
import { addGetMe } from './accounts/get-me.ts';
import { addListSessions } from './accounts/list-sessions.ts';
import { addLogIn } from './accounts/log-in.ts';
import { addLogOut } from './accounts/log-out.ts';
import { addRefreshSession } from './accounts/refresh-session.ts';
import { addRemoveTotp } from './accounts/remove-totp.ts';
import { addResendVerification } from './accounts/resend-verification.ts';
import { addResetPassword } from './accounts/reset-password.ts';
import { addSetUpTotp } from './accounts/set-up-totp.ts';
import { addSignUp } from './accounts/sign-up.ts';
import { addVerifyEmail } from './accounts/verify-email.ts';
import { addAddPerformance } from './admin/add-performance.ts';
import { addCreateConcert } from './admin/create-concert.ts';
import { addEditAccount } from './admin/edit-account.ts';
import { addEditConcert } from './admin/edit-concert.ts';
import { addEditPerformance } from './admin/edit-performance.ts';
import { addEditWaitingRoom } from './admin/edit-waiting-room.ts';
import { addGetAccount } from './admin/get-account.ts';
import { addGetAdminConcert } from './admin/get-concert.ts';
import { addGetAdminPerformance } from './admin/get-performance.ts';
import { addGetSales } from './admin/get-sales.ts';
import { addGetVenue } from './admin/get-venue.ts';
import { addImportVenue } from './admin/import-venue.ts';
import { addListAccounts } from './admin/list-accounts.ts';
import { addListActions } from './admin/list-actions.ts';
import { addListAdminConcerts } from './admin/list-concerts.ts';
import { addListVenues } from './admin/list-venues.ts';
import { addPublishConcert } from './admin/publish-concert.ts';
import { addRunAudit } from './admin/run-audit.ts';
import { addListStuckMoney } from './box-office/list-stuck-money.ts';
import { addSettleStuckMoney } from './box-office/settle-stuck-money.ts';
import { addGetAvailability } from './catalogue/get-availability.ts';
import { addGetConcert } from './catalogue/get-concert.ts';
import { addGetLayout } from './catalogue/get-layout.ts';
import { addGetSeat } from './catalogue/get-seat.ts';
import { addListConcerts } from './catalogue/list-concerts.ts';
import { addListPerformances } from './catalogue/list-performances.ts';
import { addListSeats } from './catalogue/list-seats.ts';
import { addStreamSeats } from './catalogue/stream-seats.ts';
import { addGetJob } from './jobs/get-job.ts';
import { addStreamJob } from './jobs/stream-job.ts';
import { addAdminLogin } from './operation/admin-login.ts';
import { addAdminQueues } from './operation/admin-queues.ts';
import { addDescribeApi } from './operation/describe-api.ts';
import { addDescribeProblems } from './operation/describe-problems.ts';
import { addProbes } from './operation/probes.ts';
import { addShowDocs } from './operation/show-docs.ts';
import { addCreatePayment } from './payments/create-payment.ts';
import { addGetPayment } from './payments/get-payment.ts';
import { addListPayments } from './payments/list-payments.ts';
import { addReceiveWebhook } from './payments/receive-webhook.ts';
import { addCancelReservation } from './reservations/cancel-reservation.ts';
import { addCreateReservation } from './reservations/create-reservation.ts';
import { addGetReservation } from './reservations/get-reservation.ts';
import { addListReservations } from './reservations/list-reservations.ts';

import { addGetPlace } from './waiting-room/get-place.ts';
import { addGetServing } from './waiting-room/get-serving.ts';
import { addJoinQueue } from './waiting-room/join-queue.ts';
import { addLeaveQueue } from './waiting-room/leave-queue.ts';
import { addStreamPlace } from './waiting-room/stream-place.ts';
import { addGetWallet } from './wallet/get-wallet.ts';
import { addListEntries } from './wallet/list-entries.ts';
import { addOpenTopUpOrder } from './wallet/open-top-up-order.ts';
import { addTopUpWallet } from './wallet/top-up-wallet.ts';

/** Every route, in the order of the API document. */
export const routes: readonly AddRoute[] = [
  addSignUp,
  addLogIn,
  addRefreshSession,
  addLogOut,
  addVerifyEmail,
  addResendVerification,
  addAskPasswordReset,
  addResetPassword,
  addGetMe,
  addChangePassword,
  addListSessions,
  addEndSession,
  addSetUpTotp,
  addConfirmTotp,
  addRemoveTotp,
  addEditMe,
  addEraseMe,
  addExportMe,
  addListConcerts,
  addGetConcert,
  addListPerformances,
  addListSeats,
  addStreamSeats,
  addGetSeat,
  addGetAvailability,
  addGetLayout,
  addJoinQueue,
  addGetPlace,
  addLeaveQueue,
  addStreamPlace,
  addGetServing,
  addCreateReservation,
  addListReservations,
  addGetReservation,
  addCancelReservation,
  addGetWallet,
  addListEntries,
  addOpenTopUpOrder,
  addTopUpWallet,
  addCreatePayment,
  addListPayments,
  addGetPayment,
  addReceiveWebhook,
  addGetJob,
  addStreamJob,
  addListStuckMoney,
  addSettleStuckMoney,
  addListVenues,
  addGetVenue,
  addImportVenue,
  addListAdminConcerts,
  addCreateConcert,
  addGetAdminConcert,
  addEditConcert,
  addAddPerformance,
  addGetAdminPerformance,
  addEditPerformance,
  addPublishConcert,
  addEditWaitingRoom,
  addGetSales,
  addListAccounts,
  addGetAccount,
  addEditAccount,
  addListActions,
  addRunAudit,
  addProbes,
  addDescribeProblems,
  addDescribeApi,
  addShowDocs,
  addAdminLogin,
  addAdminQueues,
];
