import { send, signUpFan } from '@concert-mania/testkit/api-client';

export interface LoginFlood {
  /** Stops, waits for what is under way, and says how many logins ended with which status. */
  end(): Promise<Readonly<Record<number, number>>>;
}

const ACCOUNTS = 10;

/** Logs in at a fixed rate, whether or not the API keeps up: every second time with a wrong password. */
export async function prepareLoginFlood(apiUrl: string): Promise<(perSecond: number) => LoginFlood> {
  const emails: string[] = [];
  while (emails.length < ACCOUNTS) emails.push((await signUpFan(apiUrl)).email);
  return (perSecond) => {
    const statuses: Record<number, number> = {};
    const underWay = new Set<Promise<void>>();
    let sent = 0;
    const logIn = async (): Promise<void> => {
      sent += 1;
      const password = sent % 2 === 0 ? 'a-long-enough-passphrase' : 'a-wrong-passphrase';
      const body = { email: emails[sent % ACCOUNTS], password };
      const { status } = await send(apiUrl, 'POST', '/v1/auth/login', { body });
      statuses[status] = (statuses[status] ?? 0) + 1;
    };
    const timer = setInterval(() => {
      const login = logIn().finally(() => underWay.delete(login));
      underWay.add(login);
    }, 1_000 / perSecond);
    return {
      end: async () => {
        clearInterval(timer);
        await Promise.all(underWay);
        return statuses;
      },
    };
  };
}
