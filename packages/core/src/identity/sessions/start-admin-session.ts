import type { NewId } from '../../shared/ids.ts';
import type { AccessTokenIssuer } from '../ports.ts';
import type { Checked } from './check-credentials.ts';
import type { Client, SessionNews, SessionStore } from './session.ts';
import { openSession } from './start-session.ts';

export type StartAdminSession = (
  checked: Checked,
  client: Client,
) => Promise<{ readonly token: string; readonly ttlSeconds: number } | null>;

/** Starts a session of the admin pages, without refresh. Null if the credentials are outdated. */
export function makeStartAdminSession(ports: {
  readonly sessions: Pick<SessionStore, 'start'>;
  readonly news: SessionNews;
  readonly newId: NewId;
  readonly tokens: AccessTokenIssuer;
  readonly lifeSeconds: number;
}): StartAdminSession {
  return async (checked, client) => {
    const terms = { lifeSeconds: ports.lifeSeconds, token: null };
    const opened = await openSession({ ...ports, accessTokens: ports.tokens }, checked, client, terms);
    return opened === null ? null : opened.access;
  };
}
