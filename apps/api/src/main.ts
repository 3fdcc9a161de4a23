import { randomBytes } from 'node:crypto';
import {
  cacheAvailability,
  cacheCatalogue,
  cacheConcertSettings,
  cacheLayouts,
  cachePerformances,
} from '@concert-mania/core/catalogue/cached-lookups';
import type { ProgrammeNews } from '@concert-mania/core/catalogue/ports';
import type { Epoch } from '@concert-mania/core/catalogue/recent-cache';
import { unlimitedGuesses } from '@concert-mania/core/identity/guesses';
import { SECURITY_KINDS, type SecurityKind } from '@concert-mania/core/identity/security-log';
import { makeFindJob } from '@concert-mania/core/jobs/find-job';
import { type AccountId, type JobId, makeIdFactory, type NewId } from '@concert-mania/core/shared/ids';
import { unlimited } from '@concert-mania/core/shared/rate-limiter';
import { makeAccountDesk } from '@concert-mania/db/accounts/account-desk';
import { makeAccountEraser } from '@concert-mania/db/accounts/account-eraser';
import { makeAccountExport } from '@concert-mania/db/accounts/account-export';
import { makeAskPasswordReset, makeResendVerification } from '@concert-mania/db/accounts/account-mails';
import { makeAccountStore, makeEditProfile } from '@concert-mania/db/accounts/account-store';
import {
  makeIsEmailVerified,
  makePasswordResets,
  makeVerifyEmail,
} from '@concert-mania/db/accounts/account-tokens';
import { readEndedSessions } from '@concert-mania/db/accounts/sessions/ended-sessions';
import { makeSecondFactorStore } from '@concert-mania/db/accounts/sessions/second-factor-store';
import { makeSessionStore } from '@concert-mania/db/accounts/sessions/session-store';
import { makeStaffActions } from '@concert-mania/db/accounts/staff-actions';
import { makeStaffPasswords } from '@concert-mania/db/accounts/staff-passwords';
import { audit } from '@concert-mania/db/audit/audit';
import { makeProgrammeStore } from '@concert-mania/db/catalogue/admin-programme';
import { makeSalesReader } from '@concert-mania/db/catalogue/admin-sales';
import {
  makeConcertSettingsLookup,
  makePerformanceLookup,
} from '@concert-mania/db/catalogue/catalogue-lookups';
import { makeCatalogueStore } from '@concert-mania/db/catalogue/catalogue-store';
import { makeProgrammeLists } from '@concert-mania/db/catalogue/programme-lists';
import { makeSeatLayoutStore } from '@concert-mania/db/catalogue/seat-layout-store';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { isDatabaseUnavailable } from '@concert-mania/db/connection/availability';
import {
  DATABASE_DEFAULTS,
  type Database,
  openDatabase,
  type Queryable,
} from '@concert-mania/db/connection/database';
import { openDatabaseProbe } from '@concert-mania/db/connection/database-probe';
import { makePatientDatabase } from '@concert-mania/db/connection/patient-database';
import { makeOutcomeStore } from '@concert-mania/db/events/outcomes';
import { makePaymentReader, makePaymentWebhooks } from '@concert-mania/db/money/payments/payment-store';
import { makeStuckMoneyDesk } from '@concert-mania/db/money/refunds/stuck-money-store';
import { makeTopUpOrders } from '@concert-mania/db/money/wallet/top-up-orders';
import { makeWalletStore } from '@concert-mania/db/money/wallet/wallet-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { makeJobAnswers, type OwnAnswers } from '@concert-mania/redis/bullmq/job-answers';
import { makeJobReader } from '@concert-mania/redis/bullmq/job-reader';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { openBoardQueues } from '@concert-mania/redis/bullmq/queues/board-queues';
import { makeJobWaker } from '@concert-mania/redis/bullmq/queues/wake-jobs';
import { isRedisUnavailable } from '@concert-mania/redis/connection/availability';
import {
  openPatientRedis,
  openPromptRedis,
  type RedisClient,
} from '@concert-mania/redis/connection/connection';
import { openRedisProbe } from '@concert-mania/redis/connection/redis-probe';
import { keyLayout } from '@concert-mania/redis/connection/redis-url';
import { type Keys, makeKeys } from '@concert-mania/redis/keys';
import { makeGuessCounter } from '@concert-mania/redis/limits/guess-counter';
import { makeRateLimiter } from '@concert-mania/redis/limits/rate-limiter';
import { makeProgrammeNews } from '@concert-mania/redis/news/programme-news';
import { makeSessionNews } from '@concert-mania/redis/news/session-news';
import { makeSeatChanges } from '@concert-mania/redis/seats/seat-changes';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { makePlaceChanges } from '@concert-mania/redis/waiting-room/changes';
import { makeLeaveRooms } from '@concert-mania/redis/waiting-room/leave-rooms';
import { makeRememberedSettings } from '@concert-mania/redis/waiting-room/remembered-settings';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room/schedule';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import type { Logger } from '@concert-mania/runtime/logger';
import { exportPlaces } from '@concert-mania/runtime/metrics/place-metrics';
import { makeRequestMetrics } from '@concert-mania/runtime/metrics/request-metrics';
import { makeSecurityMetrics } from '@concert-mania/runtime/metrics/security-metrics';
import { checkReadiness } from '@concert-mania/runtime/readiness';
import { runProcess } from '@concert-mania/runtime/run-process';
import { needsVerifiedEmail } from '@concert-mania/runtime/settings/config';
import { makeApp } from './app.ts';
import { type ApiSettings, apiSettings } from './config.ts';
import { makeClientAddressOf, type UnclearClient } from './http/addresses/client-address.ts';
import { makeCursors } from './http/cursors.ts';
import { type ServerAddress, startServer } from './http/server.ts';
import { makeBodyShelf } from './http/shared-bodies/body-shelf.ts';
import { makeSendBudget } from './http/slow-readers/send-budget.ts';
import { makeAllPlaces } from './http/streams/places.ts';
import { makeIdentity } from './routes/accounts/make-identity.ts';
import { rememberVerified } from './routes/accounts/remember-verified.ts';
import { makeEndedSessions } from './routes/accounts/sessions/ended-sessions.ts';
import { followEndedSessions } from './routes/accounts/sessions/follow-ended-sessions.ts';
import { makeProgrammeDeps } from './routes/admin/programme/make-programme.ts';
import { showQueue } from './routes/board/show-queue.ts';
import { limitSearches } from './routes/catalogue/limit-searches.ts';
import { makeWebhooks } from './routes/payments/verify-webhook.ts';
import { makeWaitingRoomDeps } from './routes/waiting-room/make-waiting-room-deps.ts';
import { flushEachMinute, makeSecurityLog } from './security/security-log.ts';

const MIB = 1024 * 1024;
/** A client hears within a second that the database is away, also when it is frozen. */
const ANSWER_TIMEOUT_MS = 900;
const WARN_EVERY_MS = 60_000;
/** Administrators import venues and audit everything; they have connections of their own, and few. */
const ADMIN_POOL = { poolSize: 2, statementTimeoutMs: 30_000, answerTimeoutMs: 130_000 } as const;

const clock = () => new Date();
const nowMs = () => performance.now();

await runProcess('api', apiSettings, process.env, async ({ config, log, registry, production }) => {
  const { db, adminDb } = openDatabases(config, log);
  const onError = (err: Error) => log.warn({ err }, 'redis connection');
  const redis = openPromptRedis({ url: config.REDIS_URL, name: 'api', onError });
  const subscriber = openPatientRedis({ url: config.REDIS_URL, name: 'api-answers', onError });
  const keys = makeKeys(config.REDIS_KEY_PREFIX, keyLayout(config.REDIS_URL));
  const closing = new AbortController();
  const probes = {
    postgres: openDatabaseProbe(config.DATABASE_URL, 'concert-mania-api'),
    redis: await openRedisProbe(config, { name: 'api', keys, production, log }),
  };
  const checks = { postgres: probes.postgres.check, redis: probes.redis.check };

  const newId = makeIdFactory(clock, randomBytes);
  const servers = { db, redis, subscriber, keys };
  const { identity, ended, ...sessions } = await openIdentity(config, { ...servers, newId, log });
  const security = openSecurityLog(config, log, makeSecurityMetrics(registry, SECURITY_KINDS));
  const edits = countEdits(makeProgrammeNews(redis, subscriber, keys));
  const answers = makeJobAnswers(subscriber, keys);
  const acceptance = openAcceptance(config, { redis, keys, answers, onError });
  const room = openWaitingRoom({ ...servers, nowMs, epoch: edits.epoch });
  const boardQueues = openBoardQueues(redis, keys);
  const desk = openBoxOffice({ db, redis, keys, newId, log });
  const app = makeApp({
    log,
    clock,
    closing: closing.signal,
    random: Math.random,
    places: exportPlaces(registry, makeAllPlaces(config)),
    isUnavailable: (error) => isDatabaseUnavailable(error) || isRedisUnavailable(error),
    readiness: () => checkReadiness(checks),
    observeRequest: makeRequestMetrics(registry),
    gate: {
      verifyAccessToken: identity.verifyAccessToken,
      onSessionEnd: ended.onEnd,
      isEmailVerified: needsVerifiedEmail(config) ? rememberVerified(makeIsEmailVerified(db)) : null,
      ...openLimits(config, { redis, keys, log }),
      securityLog: security.log,
    },
    ...publicFaceOf(config),
    identity: identity.useCases,
    admin: {
      ...identity.admin,
      queues: boardQueues.queues.map((queue) => showQueue(queue, identity.admin.readOnly)),
    },
    programme: makeProgrammeDeps({ ...programmePorts(adminDb), newId }),
    cursors: makeCursors(config.JWT_SECRET, config.JWT_PREVIOUS_SECRETS),
    onProgrammeEdited: edits.announce,
    performances: cachePerformances(makePerformanceLookup(db), nowMs, edits.epoch, {
      isAway: isDatabaseUnavailable,
    }),
    catalogue: openCatalogue({ ...servers, nowMs, epoch: edits.epoch }, config),
    passes: room.passes,
    waitingRoom: room.useCases,
    commands: acceptance.queue,
    reservations: makeReservationReader(db),
    ...paymentPorts(db, newId, config.WEBHOOK_SECRET),
    boxOffice: desk.ports,
    staff: { ...staffPorts(adminDb), endSessions: identity.useCases.endSessions },
    findJob: makeFindJob({ ...jobPorts(db, redis, keys), answers, clock }),
  });
  const server = await startServer(app, addressOf(config));
  log.info({ url: server.url }, 'listening');

  return {
    checks,
    stop: async () => {
      closing.abort();
      answers.close();
      sessions.close();
      await server.close();
      await Promise.all([room.close(), boardQueues.close(), desk.close()]);
      acceptance.close();
      security.close();
      redis.disconnect();
      subscriber.disconnect();
      probes.redis.close();
      await Promise.all([adminDb.close(), db.close(), probes.postgres.close()]);
    },
  };
});

/** All clients that a proxy does not name share its limits, so it is logged, once a minute at most. */
function openLimits(
  config: ApiSettings,
  { redis, keys, log }: { readonly redis: RedisClient; readonly keys: Keys; readonly log: Logger },
) {
  let warnedMs = Number.NEGATIVE_INFINITY;
  const onUnclear = (fault: UnclearClient) => {
    if (performance.now() - warnedMs < WARN_EVERY_MS) return;
    warnedMs = performance.now();
    log.warn(fault, 'a client is counted as its proxy');
  };
  const options = { processes: config.API_PROCESSES };
  const isProduction = config.NODE_ENV === 'production';
  return {
    staffSecondFactor: config.STAFF_SECOND_FACTOR ?? (isProduction ? ('required' as const) : 'optional'),
    rateLimiter: config.RATE_LIMITS === 'on' ? makeRateLimiter(redis, keys, options) : unlimited,
    clientAddressOf: makeClientAddressOf(config.TRUSTED_PROXIES, onUnclear),
    sendBudget: makeSendBudget({
      groupBytes: config.SENDING_MIB_PER_ADDRESS * MIB,
      totalBytes: config.SENDING_MIB * MIB,
    }),
  };
}

async function openIdentity(
  config: ApiSettings,
  over: {
    readonly db: Database;
    readonly redis: RedisClient;
    readonly subscriber: RedisClient;
    readonly keys: Keys;
    readonly newId: NewId;
    readonly log: Logger;
  },
) {
  const nowMs = () => performance.now();
  const rememberSeconds = Math.max(config.ACCESS_TOKEN_SECONDS, config.ADMIN_SESSION_SECONDS);
  const ended = makeEndedSessions(rememberSeconds * 1000, nowMs);
  const news = await followEndedSessions(ended, {
    read: readEndedSessions(over.db),
    news: makeSessionNews(over.redis, over.subscriber, over.keys),
    log: over.log,
    nowMs,
    rememberSeconds,
  });
  const identity = await makeIdentity(config, {
    accounts: makeAccountStore(over.db),
    sessions: makeSessionStore(over.db),
    staff: makeStaffPasswords(over.db),
    log: over.log,
    news,
    ended,
    secondFactors: makeSecondFactorStore(over.db),
    guesses:
      config.RATE_LIMITS === 'on'
        ? makeGuessCounter(over.redis, over.keys, (err) => over.log.warn({ err }, 'a guess was not counted'))
        : unlimitedGuesses,
    newId: over.newId,
    mails: {
      verifyEmail: makeVerifyEmail(over.db),
      resendVerification: makeResendVerification(over.db, over.newId),
      askPasswordReset: makeAskPasswordReset(over.db, over.newId),
      editProfile: makeEditProfile(over.db),
      exportAccount: makeAccountExport(over.db),
    },
    resets: makePasswordResets(over.db),
    erasure: openErasure(over),
  });
  return { identity, ended, close: news.close };
}

/** A place that is not given back is passed over, and holds no more than the account's id. */
function openErasure(over: {
  readonly db: Database;
  readonly redis: RedisClient;
  readonly keys: Keys;
  readonly log: Logger;
}) {
  const leaveRooms = makeLeaveRooms(over.redis, over.keys);
  return {
    eraser: makeAccountEraser(over.db),
    leaveRooms: (id: AccountId) =>
      leaveRooms(id).catch((err) =>
        over.log.warn({ err, accountId: id }, 'places of an erased account stay'),
      ),
  };
}

function addressOf(config: ApiSettings): ServerAddress {
  return {
    host: config.HOST,
    port: config.PORT,
    maxConnections: config.MAX_CONNECTIONS,
    publicUrl: config.PUBLIC_URL,
    slowReaderMs: config.SLOW_READER_SECONDS * 1000,
  };
}

function publicFaceOf({ PUBLIC_URL, CORS_ORIGINS }: ApiSettings) {
  return { publicUrl: PUBLIC_URL, corsOrigins: CORS_ORIGINS };
}

function openDatabases(config: ApiSettings, log: Logger) {
  const settings = {
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    applicationName: 'concert-mania-api',
    poolSize: config.DATABASE_POOL_SIZE,
    connectTimeoutMs: ANSWER_TIMEOUT_MS,
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
    onSlowQuery: (query: { readonly text: string; readonly durationMs: number }) =>
      log.warn(query, 'slow query'),
    onIdleError: (err: Error) => log.warn({ err }, 'database connection lost'),
  };
  const db = openDatabase(settings);
  return { db, adminDb: makePatientDatabase(openDatabase({ ...settings, ...ADMIN_POOL }), db) };
}

function staffPorts(db: Database) {
  return {
    actions: makeStaffActions(db),
    accounts: makeAccountDesk(db),
    lists: makeProgrammeLists(db),
  };
}

function jobPorts(db: Database, redis: RedisClient, keys: Keys) {
  return { queue: makeJobReader(redis, keys), outcomes: makeOutcomeStore(db) };
}

function openSecurityLog(config: ApiSettings, log: Logger, count: (kind: SecurityKind) => void) {
  const security = makeSecurityLog({ log, secret: config.JWT_SECRET, count });
  return { log: security, close: flushEachMinute(security) };
}

/** Waiting for replicas blocks a connection, so it has one of its own. */
function openAcceptance(
  config: ApiSettings,
  over: {
    readonly redis: RedisClient;
    readonly keys: Keys;
    readonly answers: OwnAnswers;
    readonly onError: (error: Error) => void;
  },
) {
  const secrets = makeJobSecrets(config.JOB_DATA_SECRET);
  const replicas = config.ACCEPT_REPLICAS;
  if (replicas === 0) {
    return { queue: makeProducer(over.redis, over.keys, secrets, over.answers), close: () => undefined };
  }
  const own = openPromptRedis({ url: config.REDIS_URL, name: 'api-accept', onError: over.onError });
  const replication = { replicas, timeoutMs: config.ACCEPT_REPLICAS_TIMEOUT_MS };
  return {
    queue: makeProducer(own, over.keys, secrets, over.answers, replication),
    close: () => own.disconnect(),
  };
}

function programmePorts(db: Database) {
  return {
    programmes: makeProgrammeStore(db),
    sales: makeSalesReader(db),
    audit: () => audit(db),
  };
}

/** An epoch for each edit of the programme, here or in another replica; one's own begins before it is told. */
function countEdits(news: ProgrammeNews): { readonly epoch: Epoch; readonly announce: () => Promise<void> } {
  let edits = 0;
  const count = () => {
    edits += 1;
  };
  news.listen(count);
  return {
    epoch: () => edits,
    announce: () => {
      count();
      return news.announce();
    },
  };
}

interface CachedOver {
  readonly db: Queryable;
  readonly redis: RedisClient;
  readonly subscriber: RedisClient;
  readonly keys: Keys;
  readonly nowMs: () => number;
  readonly epoch: Epoch;
}

function openCatalogue({ db, redis, subscriber, keys, nowMs, epoch }: CachedOver, config: ApiSettings) {
  const seatStatuses = makeSeatStatusCache(redis, keys, makeSeatStatusReader(db));
  return {
    concerts: cacheCatalogue(limitSearches(makeCatalogueStore(db)), nowMs, epoch),
    layouts: cacheLayouts(makeSeatLayoutStore(db), nowMs),
    availability: cacheAvailability(seatStatuses, nowMs),
    bodies: makeBodyShelf(config.SHARED_BODIES_MIB * MIB, nowMs),
    live: { ...seatStatuses, ...makeSeatChanges(subscriber, keys) },
  };
}

function openWaitingRoom(over: CachedOver) {
  const rooms = makeWaitingRoom(over.redis, over.keys);
  const schedule = makeAdmissionSchedule(over.redis, over.keys);
  return {
    passes: rooms,
    useCases: makeWaitingRoomDeps({
      concerts: cacheConcertSettings(makeConcertSettingsLookup(over.db), over.nowMs, over.epoch, {
        isAway: isDatabaseUnavailable,
        memory: makeRememberedSettings(over.redis, over.keys, over.nowMs),
      }),
      rooms,
      schedule,
      changes: makePlaceChanges(over.subscriber, over.keys),
    }),
    close: () => schedule.close(),
  };
}

function openBoxOffice(over: {
  readonly db: Database;
  readonly redis: RedisClient;
  readonly keys: Keys;
  readonly newId: NewId;
  readonly log: Logger;
}) {
  const waker = makeJobWaker(over.redis, over.keys);
  const onFault = (jobId: JobId) => (err: unknown) =>
    over.log.warn({ err, jobId }, 'a settled job was not woken; it will look by itself within minutes');
  return {
    ports: {
      stuckMoney: makeStuckMoneyDesk(over.db, over.newId),
      wakeJob: (jobId: JobId) => waker.wake([jobId]).catch(onFault(jobId)),
    },
    close: () => waker.close(),
  };
}

function paymentPorts(db: Database, newId: NewId, webhookSecrets: readonly string[]) {
  return {
    payments: {
      reader: makePaymentReader(db),
      webhooks: makePaymentWebhooks(db),
      topUpOrders: makeTopUpOrders(db, newId),
      signedWebhooks: makeWebhooks(webhookSecrets),
    },
    wallet: makeWalletStore(db),
  };
}
