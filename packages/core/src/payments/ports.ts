import type { AcceptedCommand, CommandReference } from '../shared/command.ts';
import type { AccountId, JobId, PaymentId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import type { GatewayPay, MoneyOutcome, PayOutcome, TopUpWallet, WalletPay } from './commands.ts';
import type { Payment, RefundId } from './model.ts';

/** A gateway payment whose end is not known yet. */
export interface OpenPayment {
  readonly payment: Payment & { readonly paymentKey: string };
  /** Whether what it pays for can still be had, so that a confirmation is still wanted. */
  readonly payable: boolean;
  /** When the gateway was last asked to take the money. `long_ago`: its session time is over. */
  readonly confirmed: 'never' | 'lately' | 'long_ago';
  /** Set once the money came too late and is on its way back. */
  readonly refund: OpenRefund | null;
}

/** A gateway payment that is settled. */
export type SettledPayment = Pick<Payment, 'id' | 'orderId' | 'amount'> & { readonly paymentKey: string };

/** A payment key about which the gateway reported a change. */
export interface DueInquiry {
  readonly paymentKey: string;
  /** Null if the payment is failed here, or unknown here. */
  readonly settled: SettledPayment | null;
}

/** Money that the gateway holds under a payment key. */
export interface Capture {
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: Won;
  readonly cancelledAmount: Won;
}

/** How captured money that our books lack is handled. `unknown`: a person must act. */
export type CaptureFound =
  | { readonly kind: 'known' | 'unknown' }
  | { readonly kind: 'refund_due'; readonly refund: OpenRefund };

/** Money on its way back to the fan through the gateway. */
export interface OpenRefund {
  readonly id: RefundId;
  readonly jobId: JobId;
  readonly paymentId: PaymentId;
  readonly paymentKey: string;
  readonly orderId: string;
  readonly amount: Won;
  /** The amount of earlier refunds through the gateway, according to our books. */
  readonly givenBackBeforeAmount: Won;
  /** The amount that the gateway has given back in all once this refund is done. */
  readonly cancelledInAllAmount: Won;
  /** One of a few fixed texts: a fan's own words never leave the system. */
  readonly reason: string;
  /** The gateway refused for good and a person must act. The gateway is only inquired about it. */
  readonly blocked: boolean;
}

/**
 * Why the gateway refuses a refund for good, and what it still holds of the payment, if it says so.
 */
export interface RefundRefusal {
  readonly code: string;
  readonly message: string;
  readonly balanceAmount: Won | null;
}

export type Decided<O extends MoneyOutcome> = { readonly kind: 'decided'; readonly outcome: O };
/**
 * `resumed`: an earlier delivery of the same job began this payment and may have called the
 * gateway.
 */
export type Claim<O extends MoneyOutcome> =
  | Decided<O>
  | { readonly kind: 'claimed'; readonly open: OpenPayment }
  | { readonly kind: 'resumed'; readonly paymentId: PaymentId };
export type CancellationClaim =
  | Decided<MoneyOutcome>
  | { readonly kind: 'claimed' | 'resumed'; readonly refund: OpenRefund }
  /** Another refund of the payment is under way. Nothing was changed. */
  | { readonly kind: 'waits'; readonly refundId: RefundId };
export type Settlement = Decided<MoneyOutcome> | { readonly kind: 'refund_due'; readonly refund: OpenRefund };

/** How long a claim protects what it claimed. Milliseconds. */
export interface ClaimTerms {
  /** A reservation being paid keeps its seats at least this long, counted once from the claim. */
  readonly payingMs: number;
  /** A payment still in progress after this long is looked at by the reconciler. */
  readonly checkAfterMs: number;
  /** Whether this process calls the gateway. If not, the reconciler makes the first call. */
  readonly sent: boolean;
}

/** Deadlines of payments, in milliseconds. */
export interface PaymentTerms {
  /** A payment that this process sends to the gateway keeps its seats at least this long. */
  readonly payingMs: number;
  /** A payment that waits for the reconciler keeps its seats at least this long. */
  readonly queuedMs: number;
  /** The reconciler looks at a payment that is still in progress after this long. */
  readonly checkAfterMs: number;
}

/** Times of the reconciler, in milliseconds. */
export interface LookTimes {
  /** Longer than a try takes. If a process dies during one, others take over after this long. */
  readonly leaseMs: number;
  /** How long after a request the gateway may still carry out a confirmation. */
  readonly sessionMs: number;
}

/** Slots for simultaneous calls to the gateway, and a line of those who wait for one. */
export interface GatewaySlots {
  /** Enters the line. Null if it is full. */
  tryEnter(): GatewayPlace | null;
}

/** A place in the line for a slot. */
export interface GatewayPlace {
  /** Makes calls once a slot is free. Null, without a call, if none is free in time. */
  call<T>(calls: () => Promise<T>): Promise<T | null>;
  /** Leaves the line. */
  leave(): void;
}

/**
 * Payments. Each verb is one transaction, on the database's clock, and records the outcome of the
 * command with its effect. For a command decided before, it returns the recorded outcome.
 */
export interface PaymentStore {
  /** The outcome or the open payment of an earlier delivery of the job. Null if there is none. */
  findClaim(command: CommandReference): Promise<Claim<MoneyOutcome> | null>;
  /** Begins the payment of a hold (`held → paying`) or refuses it. Either pay or expiry wins. */
  claimReservation(command: AcceptedCommand<GatewayPay>, terms: ClaimTerms): Promise<Claim<MoneyOutcome>>;
  /** Notes a top-up in progress, or refuses an order or payment key that was used before. */
  claimTopUp(command: AcceptedCommand<TopUpWallet>, terms: ClaimTerms): Promise<Claim<MoneyOutcome>>;
  /** Pays and confirms at once. `insufficient_balance` leaves the hold as it was. */
  payFromWallet(command: AcceptedCommand<WalletPay>): Promise<PayOutcome>;
  /**
   * Books captured money: confirms the reservation (retaking free seats of an expired hold) or
   * credits the wallet. Adds a full refund if the seats are gone or the sale is closed. The gateway
   * has given back `cancelledAmount`, less than all, already.
   */
  settleApproved(paymentId: PaymentId, approvedAt: Date, cancelledAmount?: Won): Promise<Settlement>;
  /** Leaves a payment with another captured amount to a person; inquiries about it become rare. */
  blockPayment(
    paymentId: PaymentId,
    captured: { readonly capturedAmount: Won; readonly balanceAmount: Won },
  ): Promise<void>;
  /** Ends a payment without money: seats are released, or stay held where the concert says so. */
  settleDeclined(paymentId: PaymentId, failureCode: string): Promise<MoneyOutcome>;
  /**
   * Books money given back and ends the reservation that was being cancelled. `cancelledAmount` is
   * what the gateway gave back in all; the excess is booked as given back elsewhere.
   */
  settleRefund(refundId: RefundId, cancelledAmount?: Won): Promise<MoneyOutcome>;
  /**
   * Records that the gateway is about to be asked for a refund. So far it has given back
   * `cancelledAmount`. False: the refund has ended, or another cancel may still be under way.
   */
  noteCancel(refundId: RefundId, cancelledAmount: Won): Promise<boolean>;
  /** Records that the gateway refused: no cancel is under way. */
  endCancel(refundId: RefundId): Promise<void>;
  /** Records how much of an open refund the gateway gave back without us. */
  noteElsewhere(refundId: RefundId, elsewhereAmount: Won): Promise<void>;
  /** Leaves an open refund to a person. False if it was blocked or settled before. */
  blockRefund(refundId: RefundId, refusal: RefundRefusal): Promise<boolean>;
  /**
   * Records that the gateway is about to be asked for the money; a `sent` claim has recorded it.
   * False: the payment has ended, so do not ask for money.
   */
  noteConfirmation(paymentId: PaymentId): Promise<boolean>;
  /** Takes up to `limit` due open payments and leases them to the caller. */
  takeDuePayments(limit: number, times: LookTimes): Promise<readonly OpenPayment[]>;
  /**
   * Ends the lease of payments still open. Each is due again after a quarter of its age, within
   * bounds.
   */
  releaseDuePayments(paymentIds: readonly PaymentId[]): Promise<void>;
  /** The same for refunds of cancellations. A refund of late money comes with its payment. */
  takeDueRefunds(limit: number, againAfterMs: number): Promise<readonly OpenRefund[]>;
  /** The same for payments that are not open and about which the gateway reported money. */
  takeDueInquiries(limit: number, againAfterMs: number): Promise<readonly DueInquiry[]>;
  /** Books what the gateway gave back of a settled payment beyond our refunds. Ends the inquiry. */
  settleElsewhere(paymentId: PaymentId, cancelledAmount: Won): Promise<void>;
  /**
   * Ends an inquiry about captured money. If our payment is failed, adds a full refund; if we have
   * no such payment, leaves it to a person. Has one effect however often it is called.
   */
  settleCapture(capture: Capture): Promise<CaptureFound>;
  /** Ends an inquiry about a payment key without captured money. */
  endInquiry(paymentKey: string): Promise<void>;
}

/** A payment with its events, oldest first. */
export interface PaymentDetail {
  readonly payment: Payment;
  readonly timeline: readonly { readonly type: string; readonly at: Date }[];
}

/** Lists and finds payments of one account, newest first. */
export interface PaymentReader {
  findPayment(accountId: AccountId, paymentId: PaymentId): Promise<PaymentDetail | null>;
  listPayments(
    accountId: AccountId,
    page: { readonly before: PaymentId | null; readonly limit: number },
  ): Promise<{ readonly items: readonly Payment[]; readonly more: boolean }>;
  /** The amount to pay for a reservation of the account. Null if it has no such reservation. */
  findPayableAmount(accountId: AccountId, reservationId: ReservationId): Promise<Won | null>;
}

export interface PaymentWebhooks {
  /**
   * Notes a delivery and makes its payment due for an inquiry. False if it was noted before, or
   * reports the capture of a payment that is settled here. Its content changes no payment.
   */
  receive(delivery: {
    readonly id: string;
    readonly paymentKey: string | null;
    /**
     * The payment's status at the gateway. It decides alone whether a settled payment is inquired
     * about.
     */
    readonly status: string | null;
  }): Promise<boolean>;
}

/** The gateway is away and nothing was begun: the hold is unchanged. Retry later. */
export class GatewayAway extends Error {
  override name = 'GatewayAway';
  readonly retryWithinMs = 10_000;
}

/**
 * The gateway has not reported the outcome yet. Retry later; nothing is lost meanwhile. The
 * reconciler asks too and wakes the job, so the job may wait for long.
 */
export class PaymentUnsettled extends Error {
  override name = 'PaymentUnsettled';
  readonly retryWithinMs = 300_000;
}
