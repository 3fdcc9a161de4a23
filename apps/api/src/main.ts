import { randomBytes } from 'node:crypto';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { makeIsEmailVerified } from '@concert-mania/db/accounts/account-tokens';
import { isDatabaseUnavailable } from '@concert-mania/db/connection/availability';
import { makeCancellationReader } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { route } from '@concert-mania/redis/bullmq/delivery';
import { makeJobAnswers } from '@concert-mania/redis/bullmq/job-answers';
import { openBoardQueues } from '@concert-mania/redis/bullmq/queues/board-queues';
import { readQueueFigures } from '@concert-mania/redis/bullmq/queues/queue-figures';
import { isRedisUnavailable } from '@concert-mania/redis/connection/availability';
import { makeProgrammeNews } from '@concert-mania/redis/news/programme-news';
import { checkReadiness } from '@concert-mania/runtime/readiness';
import { runProcess } from '@concert-mania/runtime/run-process';
import { needsVerifiedEmail } from '@concert-mania/runtime/settings/config';
import { programmePorts, staffPorts } from './adapters/open-admin.ts';
import { countEdits, openCatalogue, openPerformances } from './adapters/open-catalogue.ts';
import { openIdentity } from './adapters/open-identity.ts';
import { openCommandQueue, openFindJob } from './adapters/open-jobs.ts';
import { openLimits } from './adapters/open-limits.ts';
import { openBoxOffice, paymentPorts } from './adapters/open-money.ts';
import { openSecurityLog } from './adapters/open-security-log.ts';
import { openServers } from './adapters/open-servers.ts';
import { ticketPorts } from './adapters/open-tickets.ts';
import { openWaitingRoom } from './adapters/open-waiting-room.ts';
import { makeApp } from './app.ts';
import { type ApiSettings, apiSettings } from './config.ts';
import { makeCursors } from './http/cursors.ts';
import { type ServerAddress, startServer } from './http/server.ts';
import { makeAllPlaces } from './http/streams/places.ts';
import { countAcceptances } from './metrics/accept-metrics.ts';
import { exportHashes, exportPlaces } from './metrics/place-metrics.ts';
import { makeRequestMetrics } from './metrics/request-metrics.ts';
import { makeSecurityMetrics } from './metrics/security-metrics.ts';
import { makeLogRequest } from './middleware/log-request.ts';
import { rememberVerified } from './routes/accounts/remember-verified.ts';
import { makeProgrammeDeps } from './routes/admin/programme/make-programme.ts';
import { makePartitionConcerts } from './routes/board/partition-concerts.ts';
import { showQueue } from './routes/board/show-queue.ts';

const clock = () => new Date();

await runProcess('api', apiSettings, process.env, async (context) => {
  const { config, log, registry, metrics, production } = context;
  const servers = await openServers(config, log, metrics, production);
  const { db, adminDb, redis, subscriber, keys, checks } = servers;
  const closing = new AbortController();
  const newId = makeIdFactory(clock, randomBytes);
  const { identity, ended, ...sessions } = await openIdentity(config, servers, newId, log, (waiting) =>
    exportHashes(registry, waiting),
  );
  const security = openSecurityLog(config, log, makeSecurityMetrics(registry));
  const edits = countEdits(makeProgrammeNews(redis, subscriber, keys));
  const answers = makeJobAnswers(subscriber, keys);
  const room = openWaitingRoom(servers, edits.epoch);
  const boardQueues = openBoardQueues(redis, keys);
  const catalogue = openCatalogue(config, servers, edits.epoch);
  const concerts = makePartitionConcerts(
    catalogue.concerts,
    clock,
    (id) => route('reservation.hold', id).queue,
  );
  const desk = openBoxOffice(servers, newId, log);
  const app = makeApp({
    log,
    logRequest: makeLogRequest(context.lines, config.LOG_SAMPLE_POLLS),
    clock,
    closing: closing.signal,
    random: Math.random,
    places: exportPlaces(registry, makeAllPlaces(config)),
    isUnavailable: (error) => isDatabaseUnavailable(error) || isRedisUnavailable(error),
    readiness: () => checkReadiness(checks),
    metrics: makeRequestMetrics(registry),
    guards: {
      verifyAccessToken: identity.verifyAccessToken,
      onSessionEnd: ended.onEnd,
      isEmailVerified: needsVerifiedEmail(config) ? rememberVerified(makeIsEmailVerified(db)) : null,
      ...openLimits(config, servers, log),
      securityLog: security.log,
    },
    ...publicFaceOf(config),
    identity: identity.useCases,
    admin: {
      ...identity.admin,
      queues: boardQueues.queues.map((queue) => showQueue(queue, identity.admin.readOnly, concerts)),
      refreshConcerts: concerts.refresh,
    },
    queueFigures: () => readQueueFigures(redis, keys, Date.now),
    programme: makeProgrammeDeps({ ...programmePorts(adminDb), newId }),
    cursors: makeCursors(config.JWT_SECRET, config.JWT_PREVIOUS_SECRETS),
    onProgrammeEdited: edits.announce,
    performances: openPerformances(servers, edits.epoch),
    catalogue,
    passes: room.passes,
    waitingRoom: room.useCases,
    commands: countAcceptances(registry, openCommandQueue(config, servers, answers)),
    reservations: makeReservationReader(db),
    cancellations: makeCancellationReader(db),
    ...ticketPorts(config, servers, catalogue.bodies),
    ...paymentPorts(db, newId, config, openFindJob(servers, answers)),
    boxOffice: desk.ports,
    staff: { ...staffPorts(adminDb), endSessions: identity.useCases.endSessions },
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
      await Promise.all([boardQueues.close(), desk.close()]);
      security.close();
      await servers.close();
    },
  };
});

function addressOf(config: ApiSettings): ServerAddress {
  return {
    host: config.HOST,
    port: config.PORT,
    maxConnections: config.MAX_CONNECTIONS,
    publicUrl: config.PUBLIC_URL,
    slowReaderMs: config.SLOW_READER_SECONDS * 1000,
    hstsSubdomains: config.HSTS_SUBDOMAINS === 'on',
  };
}

function publicFaceOf({ PUBLIC_URL, PUBLIC_WEB_URL, CORS_ORIGINS, NODE_ENV }: ApiSettings) {
  const urls = [PUBLIC_WEB_URL, PUBLIC_URL].filter((url) => url !== undefined);
  const secure = NODE_ENV === 'production' || urls.some((url) => url.startsWith('https:'));
  const origins = urls.map((url) => new URL(url).origin);
  return { publicUrl: PUBLIC_URL, corsOrigins: CORS_ORIGINS, refreshCookies: { secure, origins } };
}
