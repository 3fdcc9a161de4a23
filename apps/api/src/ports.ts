import type { PerformanceLookup } from '@concert-mania/core/catalogue/ports';
import type { ChangePassword, ConfirmPassword } from '@concert-mania/core/identity/change-password';
import type { AccountStore } from '@concert-mania/core/identity/ports';
import type { EditProfile } from '@concert-mania/core/identity/profile/edit-profile';
import type { EraseAccount } from '@concert-mania/core/identity/profile/erase-account';
import type { AccountExport } from '@concert-mania/core/identity/profile/export-account';
import type { ResetPassword } from '@concert-mania/core/identity/reset-password';
import type { EndSession, EndSessions } from '@concert-mania/core/identity/sessions/end-sessions';
import type { LogIn } from '@concert-mania/core/identity/sessions/log-in';
import type { LogOut } from '@concert-mania/core/identity/sessions/log-out';
import type { RefreshSession } from '@concert-mania/core/identity/sessions/refresh-session';
import type { SessionStore } from '@concert-mania/core/identity/sessions/session';
import type { SignUp } from '@concert-mania/core/identity/sign-up';
import type { FindJob } from '@concert-mania/core/jobs/find-job';
import type { CommandQueue } from '@concert-mania/core/jobs/ports';
import type { NoticePreferenceStore } from '@concert-mania/core/notifications/notice-preferences';
import type { ReservationReader } from '@concert-mania/core/payments/read-reservations';
import type { CancellationReader } from '@concert-mania/core/payments/refunds/preview-cancellation';
import type { Clock } from '@concert-mania/core/shared/clock';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { ShowCancellationReader } from '@concert-mania/core/shows/ports';
import type { TicketReader } from '@concert-mania/core/tickets/ports';
import type { Passes } from '@concert-mania/core/waiting-room/ports';
import type { WalletReader } from '@concert-mania/core/wallet/ports';
import type { Logger } from '@concert-mania/runtime/logger';
import type { Readiness } from '@concert-mania/runtime/readiness';
import type { TicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { Cursors } from './http/cursors.ts';
import type { RequestGuards } from './http/env.ts';
import type { AllPlaces } from './http/streams/places.ts';
import type { RequestMetrics } from './metrics/request-metrics.ts';
import type { LogRequest } from './middleware/log-request.ts';
import type { SecondFactorUseCases } from './routes/accounts/second-factor/second-factor.ts';
import type { RefreshCookies } from './routes/accounts/sessions/refresh-cookie.ts';
import type { ProgrammeDeps } from './routes/admin/programme/ports.ts';
import type { StaffDeps } from './routes/admin/staff/ports.ts';
import type { AdminBoard } from './routes/board/board.ts';
import type { BoxOfficeDeps } from './routes/box-office/ports.ts';
import type { CatalogueDeps } from './routes/catalogue/ports.ts';
import type { GateDeps } from './routes/gate/ports.ts';
import type { PaymentDeps } from './routes/payments/ports.ts';
import type { TicketFileDeps } from './routes/tickets/ports.ts';
import type { WaitingRoomDeps } from './routes/waiting-room/ports.ts';

/** The dependencies of the API: ports only; `main.ts` builds the adapters. */
export interface ApiDeps {
  readonly log: Logger;
  readonly logRequest: LogRequest;
  readonly clock: Clock;
  /** Aborts when the process begins to stop: open streams end, long polls answer. */
  readonly closing: AbortSignal;
  /** Whether a fault means that PostgreSQL or Redis is away, which a client may retry. */
  readonly isUnavailable: (error: unknown) => boolean;
  /** The state of each server that the API depends on. */
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: RequestMetrics;
  readonly guards: RequestGuards;
  /** Places for streams and long polls. */
  readonly places: AllPlaces;
  /** From [0, 1). */
  readonly random: () => number;
  /** Where clients reach the API, when that is known. */
  readonly publicUrl?: string | undefined;
  /** Origins whose scripts may read answers in a browser; none: no cross-origin headers at all. */
  readonly corsOrigins: readonly string[];
  readonly identity: {
    readonly signUp: SignUp;
    readonly logIn: LogIn;
    readonly refreshSession: RefreshSession;
    readonly logOut: LogOut;
    readonly endSessions: EndSessions;
    readonly endSession: EndSession;
    readonly listSessions: SessionStore['list'];
    readonly sessionStartedAt: SessionStore['startedAt'];
    readonly isKnownNetwork: SessionStore['isKnownNetwork'];
    readonly changePassword: ChangePassword;
    readonly confirmPassword: ConfirmPassword;
    readonly secondFactor: SecondFactorUseCases;
    /** A keyed digest of a client's network. */
    readonly networkDigest: (network: string) => Uint8Array;
    readonly findAccount: AccountStore['findAccount'];
    readonly editProfile: EditProfile;
    readonly noticePreferences: NoticePreferenceStore;
    readonly eraseAccount: EraseAccount;
    readonly exportAccount: AccountExport;
    /** Records a reset request. Costs the same whether or not the account exists. */
    readonly askPasswordReset: (email: string) => Promise<void>;
    readonly resetPassword: ResetPassword;
    /** Uses up a token; null if it is not good. */
    readonly verifyEmail: (token: string) => Promise<AccountId | null>;
    /** Schedules another mail to verify the address; nothing if it is verified. */
    readonly resendVerification: (id: AccountId) => Promise<void>;
  };
  readonly refreshCookies: RefreshCookies;
  readonly admin: AdminBoard;
  /** The depth of every queue, and how long its oldest job has waited. */
  readonly queueFigures: () => Promise<
    readonly {
      readonly queue: string;
      readonly jobs: Readonly<Record<'waiting' | 'active' | 'delayed' | 'failed', number>>;
      readonly oldestSeconds: number;
      readonly limit: number | null;
    }[]
  >;
  readonly programme: ProgrammeDeps;
  /** Has every replica forget what it remembers of the programme. */
  readonly onProgrammeEdited: () => Promise<void>;
  readonly cursors: Cursors;
  readonly performances: PerformanceLookup;
  readonly catalogue: CatalogueDeps;
  readonly passes: Pick<Passes, 'isActive'>;
  readonly waitingRoom: WaitingRoomDeps;
  readonly reservations: ReservationReader;
  readonly cancellations: CancellationReader;
  readonly tickets: TicketReader;
  readonly ticketKeys: TicketKeys;
  readonly ticketFiles: TicketFileDeps;
  readonly payments: PaymentDeps;
  readonly boxOffice: BoxOfficeDeps;
  readonly gate: GateDeps;
  readonly shows: ShowCancellationReader;
  readonly staff: StaffDeps;
  readonly wallet: WalletReader;
  readonly commands: CommandQueue;
  readonly findJob: FindJob;
}
