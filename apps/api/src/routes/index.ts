// CONTRIBUTING.md describes how to add a route. Headers: `addHeader(c, name, value)`. Streams:
// `eventStream`; long polls: `longPoll`; bodies: `jsonBody(z.strictObject({…}))`.
import type { AddRoute } from '../http/add-route.ts';
import type { ApiDeps } from '../ports.ts';
import { addAskPasswordReset } from './accounts/passwords/ask-password-reset.ts';
import { addChangePassword } from './accounts/passwords/change-password.ts';
import { addResetPassword } from './accounts/passwords/reset-password.ts';
import { addEditMe } from './accounts/profile/edit-me.ts';
import { addEraseMe } from './accounts/profile/erase-me.ts';
import { addExportMe } from './accounts/profile/export-me.ts';
import { addGetMe } from './accounts/profile/get-me.ts';
import { addNoticePreferences } from './accounts/profile/notice-preferences.ts';
import { addResendVerification } from './accounts/resend-verification.ts';
import { addConfirmTotp } from './accounts/second-factor/confirm-totp.ts';
import { addRemoveTotp } from './accounts/second-factor/remove-totp.ts';
import { addSetUpTotp } from './accounts/second-factor/set-up-totp.ts';
import { addEndSession } from './accounts/sessions/end-session.ts';
import { addListSessions } from './accounts/sessions/list-sessions.ts';
import { addLogIn } from './accounts/sessions/log-in.ts';
import { addLogOut } from './accounts/sessions/log-out.ts';
import { addRefreshSession } from './accounts/sessions/refresh-session.ts';
import { addSignUp } from './accounts/sign-up.ts';
import { addVerifyEmail } from './accounts/verify-email.ts';
import { addCreateConcert } from './admin/concerts/create-concert.ts';
import { addEditConcert } from './admin/concerts/edit-concert.ts';
import { addEditWaitingRoom } from './admin/concerts/edit-waiting-room.ts';
import { addGetAdminConcert } from './admin/concerts/get-concert.ts';
import { addListAdminConcerts } from './admin/concerts/list-concerts.ts';
import { addPauseConcert } from './admin/concerts/pause-concert.ts';
import { addPublishConcert } from './admin/concerts/publish-concert.ts';
import { addGetSales } from './admin/get-sales.ts';
import { addListQueues } from './admin/list-queues.ts';
import { addAddPerformance } from './admin/performances/add-performance.ts';
import { addCancelPerformance } from './admin/performances/cancel-performance.ts';
import { addEditPerformance } from './admin/performances/edit-performance.ts';
import { addGetPerformanceCancellation } from './admin/performances/get-cancellation.ts';
import { addGetAdminPerformance } from './admin/performances/get-performance.ts';
import { addPostponePerformance } from './admin/performances/postpone-performance.ts';
import { addRunAudit } from './admin/run-audit.ts';
import { addEditAccount } from './admin/staff/edit-account.ts';
import { addGetAccount } from './admin/staff/get-account.ts';
import { addListAccounts } from './admin/staff/list-accounts.ts';
import { addListActions } from './admin/staff/list-actions.ts';
import { addGetVenue } from './admin/venues/get-venue.ts';
import { addImportVenue } from './admin/venues/import-venue.ts';
import { addListVenues } from './admin/venues/list-venues.ts';
import { addAdminLogin } from './board/admin-login.ts';
import { addAdminQueues } from './board/admin-queues.ts';
import { addCancelAtBoxOffice } from './box-office/cancel-reservation.ts';
import { addBlockSeats, addUnblockSeats } from './box-office/desk/block-seats.ts';
import { addGetTakings } from './box-office/desk/get-takings.ts';
import { addListBlocks } from './box-office/desk/list-blocks.ts';
import { addMoveSeats } from './box-office/desk/move-seats.ts';
import { addSellSeats } from './box-office/desk/sell-seats.ts';
import { addGetReservationForStaff } from './box-office/get-reservation.ts';
import { addListStuckMoney } from './box-office/list-stuck-money.ts';
import { addGetMoney } from './box-office/money/get-money.ts';
import { addListMoneyDays } from './box-office/money/list-money-days.ts';
import { addPrintTickets } from './box-office/print-tickets.ts';
import { addResendTickets } from './box-office/resend-tickets.ts';
import { addSearchBoxOffice } from './box-office/search.ts';
import { addSettleStuckMoney } from './box-office/settle-stuck-money.ts';
import { addGetAvailability } from './catalogue/get-availability.ts';
import { addGetConcert } from './catalogue/get-concert.ts';
import { addGetLayout } from './catalogue/get-layout.ts';
import { addGetSeat } from './catalogue/get-seat.ts';
import { addListConcerts } from './catalogue/list-concerts.ts';
import { addListPerformances } from './catalogue/list-performances.ts';
import { addListSeats } from './catalogue/list-seats.ts';
import { addStreamSeats } from './catalogue/stream-seats.ts';
import { addCheckIn } from './gate/check-in.ts';
import { addCheckInBatch } from './gate/check-in-batch.ts';
import { addGetGateCounts } from './gate/get-counts.ts';
import { addGetGateSnapshot } from './gate/get-snapshot.ts';
import { addListGatePerformances } from './gate/list-performances.ts';
import { addStreamGateCounts } from './gate/stream-counts.ts';
import { addGetJob } from './jobs/get-job.ts';
import { addStreamJob } from './jobs/stream-job.ts';
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
import { addGetCancellation } from './reservations/get-cancellation.ts';
import { addGetReservation } from './reservations/get-reservation.ts';
import { addListReservations } from './reservations/list-reservations.ts';

import { addGetEventCalendar } from './tickets/get-event-calendar.ts';
import { addGetTicketQr } from './tickets/get-ticket-qr.ts';
import { addGetTicketsPdf } from './tickets/get-tickets-pdf.ts';
import { addListReservationTickets } from './tickets/list-reservation-tickets.ts';
import { addListTickets } from './tickets/list-tickets.ts';
import { addPublishTicketKeys } from './tickets/publish-ticket-keys.ts';
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
export const routes: readonly AddRoute<keyof ApiDeps>[] = [
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
  addNoticePreferences,
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
  addGetEventCalendar,
  addJoinQueue,
  addGetPlace,
  addLeaveQueue,
  addStreamPlace,
  addGetServing,
  addCreateReservation,
  addListReservations,
  addGetReservation,
  addGetCancellation,
  addCancelReservation,
  addListTickets,
  addListReservationTickets,
  addGetTicketQr,
  addGetTicketsPdf,
  addPublishTicketKeys,
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
  addListGatePerformances,
  addCheckIn,
  addCheckInBatch,
  addGetGateSnapshot,
  addGetGateCounts,
  addStreamGateCounts,
  addSearchBoxOffice,
  addGetReservationForStaff,
  addCancelAtBoxOffice,
  addListBlocks,
  addBlockSeats,
  addUnblockSeats,
  addSellSeats,
  addMoveSeats,
  addGetTakings,
  addListStuckMoney,
  addSettleStuckMoney,
  addResendTickets,
  addPrintTickets,
  addGetMoney,
  addListMoneyDays,
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
  addCancelPerformance,
  addGetPerformanceCancellation,
  addPostponePerformance,
  addPauseConcert,
  addPublishConcert,
  addEditWaitingRoom,
  addGetSales,
  addListAccounts,
  addGetAccount,
  addEditAccount,
  addListActions,
  addListQueues,
  addRunAudit,
  addProbes,
  addDescribeProblems,
  addDescribeApi,
  addShowDocs,
  addAdminLogin,
  addAdminQueues,
];
