import { unlimitedGuesses } from '@concert-mania/core/identity/guesses';
import type { AccountId, NewId } from '@concert-mania/core/shared/ids';
import { makeAccountEraser } from '@concert-mania/db/accounts/account-eraser';
import { makeAccountExport } from '@concert-mania/db/accounts/account-export';
import { makeAskPasswordReset, makeResendVerification } from '@concert-mania/db/accounts/account-mails';
import { makeAccountStore, makeEditProfile } from '@concert-mania/db/accounts/account-store';
import { makePasswordResets, makeVerifyEmail } from '@concert-mania/db/accounts/account-tokens';
import { readEndedSessions } from '@concert-mania/db/accounts/sessions/ended-sessions';
import { makeSecondFactorStore } from '@concert-mania/db/accounts/sessions/second-factor-store';
import { makeSessionStore } from '@concert-mania/db/accounts/sessions/session-store';
import { makeStaffPasswords } from '@concert-mania/db/accounts/staff-passwords';
import { makeNoticePreferenceStore } from '@concert-mania/db/notifications/notice-preference-store';
import { makeGuessCounter } from '@concert-mania/redis/limits/guess-counter';
import { makeSessionNews } from '@concert-mania/redis/news/session-news';
import { makeLeaveRooms } from '@concert-mania/redis/waiting-room/leave-rooms';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ApiSettings } from '../config.ts';
import { makeIdentity } from '../routes/accounts/make-identity.ts';
import { makeEndedSessions } from '../routes/accounts/sessions/ended-sessions.ts';
import { followEndedSessions } from '../routes/accounts/sessions/follow-ended-sessions.ts';
import type { Servers } from './open-servers.ts';

export async function openIdentity(
  config: ApiSettings,
  over: Servers,
  newId: NewId,
  log: Logger,
  watchHashes: (waiting: () => number) => void,
) {
  const nowMs = () => performance.now();
  const rememberSeconds = Math.max(config.ACCESS_TOKEN_SECONDS, config.ADMIN_SESSION_SECONDS);
  const ended = makeEndedSessions(rememberSeconds * 1000, nowMs);
  const news = await followEndedSessions(ended, {
    read: readEndedSessions(over.db),
    news: makeSessionNews(over.redis, over.subscriber, over.keys),
    log,
    nowMs,
    rememberSeconds,
  });
  const identity = await makeIdentity(config, {
    accounts: makeAccountStore(over.db),
    sessions: makeSessionStore(over.db),
    staff: makeStaffPasswords(over.db),
    log,
    watchHashes,
    news,
    ended,
    secondFactors: makeSecondFactorStore(over.db),
    guesses:
      config.RATE_LIMITS === 'on'
        ? makeGuessCounter(over.redis, over.keys, (err) => log.warn({ err }, 'a guess was not counted'))
        : unlimitedGuesses,
    newId,
    mails: {
      verifyEmail: makeVerifyEmail(over.db),
      resendVerification: makeResendVerification(over.db, newId),
      askPasswordReset: makeAskPasswordReset(over.db, newId),
      editProfile: makeEditProfile(over.db),
      exportAccount: makeAccountExport(over.db),
      noticePreferences: makeNoticePreferenceStore(over.db),
    },
    resets: makePasswordResets(over.db),
    erasure: openErasure(over, log),
  });
  return { identity, ended, close: news.close };
}

/**
 * Logs places in waiting rooms that an erased account could not leave. They are passed over when
 * their turn comes, and hold only an id.
 */
function openErasure(over: Servers, log: Logger) {
  const leaveRooms = makeLeaveRooms(over.redis, over.keys);
  return {
    eraser: makeAccountEraser(over.db),
    leaveRooms: (id: AccountId) =>
      leaveRooms(id).catch((err) => log.warn({ err, accountId: id }, 'places of an erased account stay')),
  };
}
