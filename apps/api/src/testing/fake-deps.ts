import type { Role } from '@concert-mania/core/identity/model';
import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { Job } from '@concert-mania/core/jobs/model';
import type { Submission } from '@concert-mania/core/jobs/ports';
import { queuedJob } from '@concert-mania/core/jobs/queued-job';
import type { AccountId } from '@concert-mania/core/shared/ids';
import { unlimited } from '@concert-mania/core/shared/rate-limiter';
import { refuse } from '@concert-mania/core/shared/result';
import { makeLogger } from '@concert-mania/runtime/logger';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { SignedInAccount } from '../http/env.ts';
import { makeSendBudget } from '../http/slow-readers/send-budget.ts';
import { makePlaces } from '../http/streams/places.ts';
import type { ApiDeps } from '../ports.ts';
import type { BoxOfficeDeps } from '../routes/box-office/ports.ts';

export const FAN = 'fan-token';
export const OTHER_FAN = 'other-fan-token';
export const ADMIN = 'admin-token';

/** The contents of the account's access token. */
export function signedInAs(id: AccountId, role: Role = 'user'): SignedInAccount {
  const expiresAtMs = Number.MAX_SAFE_INTEGER;
  return { id, role, sessionId: `ses_of_${id}`, secondFactor: false, emailVerified: true, expiresAtMs };
}

const ACCOUNTS: Readonly<Record<string, SignedInAccount>> = {
  [FAN]: signedInAs('usr_fan'),
  [OTHER_FAN]: { ...signedInAs('usr_other'), emailVerified: false },
  [ADMIN]: signedInAs('usr_admin', 'admin'),
};

export const NOW = new Date('2026-03-01T11:00:00.000Z');
export const QUEUE_TOKEN = '7d9c1f0e-1c1b-4c58-9a43-1f2e3d4c5b6a';

/** A command queue that remembers what it was given, with the idempotency that the real one has. */
export function fakeQueue() {
  const accepted = new Map<
    string,
    { readonly submission: Submission<CommandName>; readonly jobId: string }
  >();
  const keyOf = (s: Submission<CommandName>) => JSON.stringify([s.accountId, s.route, s.idempotencyKey]);
  return {
    submissions: () => [...accepted.values()].map(({ submission }) => submission),
    jobs: (): readonly Job[] =>
      [...accepted.values()].map(({ submission, jobId }) => queuedJob(jobId, submission)),
    queue: {
      accept: async (submission: Submission<CommandName>) => {
        const earlier = accepted.get(keyOf(submission));
        if (earlier === undefined) {
          const jobId = `job_h0${accepted.size}`;
          accepted.set(keyOf(submission), { submission, jobId });
          return { kind: 'accepted' as const, jobId };
        }
        return earlier.submission.fingerprint === submission.fingerprint
          ? { kind: 'replayed' as const, jobId: earlier.jobId }
          : { kind: 'key_reused' as const };
      },
      knowsKey: async (submission: Submission<CommandName>) => accepted.has(keyOf(submission)),
    },
  };
}

/** The ports of the box office that a test needs. */
export const boxOfficeDeps = (given: Partial<BoxOfficeDeps>): BoxOfficeDeps => given as BoxOfficeDeps;

/**
 * Ports for tests of the HTTP layer: three signed-in accounts and one performance with an empty
 * waiting room. Tests pass the other ports that they need.
 */
export function fakeDeps(given: Partial<ApiDeps> = {}): ApiDeps {
  const refused = async () => refuse({ code: 'invalid_credentials' as const });
  const deps: Partial<ApiDeps> = {
    log: makeLogger({ name: 'test', level: 'silent' }),
    logRequest: () => undefined,
    clock: () => NOW,
    closing: new AbortController().signal,
    random: () => 0.5,
    places: {
      public: makePlaces({ most: 10, mostPerOwner: 3 }),
      signed_in: makePlaces({ most: 10, mostPerOwner: 3 }),
      long_poll: makePlaces({ most: 10, mostPerOwner: 3 }),
    },
    isUnavailable: () => false,
    readiness: async () => ({ ready: true, checks: { postgres: 'ok', redis: 'ok' } }),
    metrics: { onRequest: () => undefined, onWait: () => undefined, onProblem: () => undefined },
    corsOrigins: [],
    onProgrammeEdited: async () => undefined,
    guards: {
      verifyAccessToken: (token) => ACCOUNTS[token] ?? null,
      onSessionEnd: () => () => undefined,
      isEmailVerified: null,
      staffSecondFactor: 'optional',
      rateLimiter: unlimited,
      clientAddressOf: () => '192.0.2.1',
      sendBudget: makeSendBudget({ groupBytes: 1e9, totalBytes: 1e9 }),
      securityLog: { note: () => undefined },
    },
    refreshCookies: { secure: true, origins: ['https://tickets.example'] },
    admin: {
      queues: [],
      refreshConcerts: async () => undefined,
      checkCredentials: refused,
      startSession: async () => ({ token: 'session', ttlSeconds: 60 }),
      verifySession: () => null,
      sessionSeconds: 60,
      secureCookies: true,
      readOnly: false,
    },
    performances: {
      find: async (id) =>
        id === 'prf_1'
          ? {
              id,
              concertId: 'con_1',
              waitingRoomEnabled: true,
              saleOpensAt: NOW,
              saleClosesAt: NOW,
              published: true,
              paused: false,
              revision: 1,
            }
          : null,
    },
    identity: {
      networkDigest: () => new Uint8Array(),
      endSession: async () => true,
      isKnownNetwork: async () => true,
    } as unknown as ApiDeps['identity'],
    passes: { isActive: async () => false },
    cancellations: { findState: async () => null },
    shows: { find: async () => null, findReportOf: async () => null },
    reservations: { find: async () => null, list: async () => ({ items: [], more: false }) },
    tickets: {
      find: async () => null,
      listOf: async () => null,
      list: async () => ({ items: [], more: false }),
    },
    ticketKeys: makeTicketKeys(['ticket-signing-key-of-the-tests-0123456789']),
    commands: fakeQueue().queue,
    findJob: async () => null,
    ...given,
  };
  return deps as ApiDeps;
}
