import type { NewId } from '../shared/ids.ts';
import type { Checked } from './check-credentials.ts';
import { MAX_SESSIONS } from './model.ts';
import type { AccessTokenIssuer } from './ports.ts';
import type { Client, SessionNews, SessionStore } from './session.ts';

export type StartAdminSession = (
  checked: Checked,
  client: Client,
) => Promise<{ readonly token: string; readonly ttlSeconds: number } | null>;

/**
 * Starts a session of the admin pages, without refresh. Null if the credentials are out of date.
 */
export function makeStartAdminSession(ports: {
  readonly sessions: Pick<SessionStore, 'start'>;
  readonly news: SessionNews;
  readonly newId: NewId;
  readonly tokens: AccessTokenIssuer;
  readonly lifeSeconds: number;
}): StartAdminSession {
  return async ({ account: { id: accountId }, passwordHash, secondFactor }, client) => {
    const sessionId = ports.newId('ses');
    const started = await ports.sessions.start(
      {
        ...client,
        id: sessionId,
        accountId,
        passwordHash,
        secondFactor,
        lifeSeconds: ports.lifeSeconds,
        token: null,
      },
      MAX_SESSIONS,
    );
    if (started === null) return null;
    const { account, endsAt, ended } = started;
    await ports.news.announce(ended);
    return ports.tokens.issue({ account, sessionId, endsAt, secondFactor });
  };
}
