import type { AccountId, SessionId } from '../shared/ids.ts';
import { ok, type Result } from '../shared/result.ts';
import type { CheckCredentials, CredentialsRefusal, CredentialsRequest } from './check-credentials.ts';
import type { Session } from './model.ts';
import { type SessionPorts, startSession } from './start-session.ts';

export type LoggedIn = Session & { readonly accountId: AccountId; readonly sessionId: SessionId };
export type LogIn = (request: CredentialsRequest) => Promise<Result<LoggedIn, CredentialsRefusal>>;

/** Signs in: right credentials start a session. */
export function makeLogIn(ports: SessionPorts & { readonly checkCredentials: CheckCredentials }): LogIn {
  return async (request) => {
    const checked = await ports.checkCredentials(request);
    if (!checked.ok) return checked;
    const { account, secondFactor } = checked.value;
    const session = await startSession(ports, account, request.client, secondFactor);
    return ok({ ...session, accountId: account.id });
  };
}
