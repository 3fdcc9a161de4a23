import type { NewId } from '../shared/ids.ts';
import { type Account, MAX_SESSIONS } from './model.ts';
import type { AccessTokenIssuer } from './ports.ts';
import type { Client, SessionNews, SessionStore } from './session.ts';

export type StartAdminSession = (
  account: Account,
  client: Client,
  secondFactor: boolean,
) => Promise<{ readonly token: string; readonly ttlSeconds: number }>;

/** Starts a session of the administrators' pages. It cannot be refreshed. */
export function makeStartAdminSession(ports: {
  readonly sessions: Pick<SessionStore, 'start'>;
  readonly news: SessionNews;
  readonly newId: NewId;
  readonly tokens: AccessTokenIssuer;
  readonly lifeSeconds: number;
}): StartAdminSession {
  return async (account, client, secondFactor) => {
    const sessionId = ports.newId('ses');
    const { endsAt, ended } = await ports.sessions.start(
      {
        ...client,
        id: sessionId,
        accountId: account.id,
        secondFactor,
        lifeSeconds: ports.lifeSeconds,
        token: null,
      },
      MAX_SESSIONS,
    );
    await ports.news.announce(ended);
    return ports.tokens.issue({ account, sessionId, endsAt, secondFactor });
  };
}
