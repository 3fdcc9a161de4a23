import type { AccountId, SessionId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Session } from '../model.ts';
import type { CheckCredentials, CredentialsRefusal, CredentialsRequest } from './check-credentials.ts';
import { type SessionPorts, startSession } from './start-session.ts';

export type LoggedIn = Session & { readonly accountId: AccountId; readonly sessionId: SessionId };
export type LogIn = (request: CredentialsRequest) => Promise<Result<LoggedIn, CredentialsRefusal>>;

/** The second covers a concurrent login that renewed the hash of the same password. */
const ATTEMPTS = 2;

/** Starts a session if the credentials are right. */
export function makeLogIn(ports: SessionPorts & { readonly checkCredentials: CheckCredentials }): LogIn {
  return async (request) => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const checked = await ports.checkCredentials(request);
      if (!checked.ok) return checked;
      const session = await startSession(ports, checked.value, request.client);
      if (session !== null) return ok({ ...session, accountId: checked.value.account.id });
    }
    return refuse({ code: 'invalid_credentials' });
  };
}
