import { REPOSITORY, runCommand } from '@concert-mania/local-stack/processes/run-command';
import { waitUntil } from '@concert-mania/local-stack/processes/wait-until';
import { logInFan, signUpFan } from '@concert-mania/testkit/system/fans';
import { many } from '@concert-mania/testkit/system/many';
import { send } from '@concert-mania/testkit/system/send';
import type { Attack } from '../attack.ts';
import { tally } from '../sockets.ts';
import { ADMIN, type Target } from '../target.ts';

const PASSWORD = 'a-long-enough-passphrase';

const logIn = async (target: Target, email: string, password: string, address: string) =>
  (
    await send(target.api, 'POST', '/v1/auth/login', {
      body: { email, password },
      headers: { 'x-forwarded-for': address },
    })
  ).status;

const START_TIMEOUT_MS = 20_000;

/** Runs the API with changed settings. `code` is undefined if it ran until the timeout. */
async function startApi(target: Target, settings: Readonly<Record<string, string>>) {
  const { code, stdout, stderr } = await runCommand(process.execPath, ['apps/api/src/main.ts'], {
    cwd: REPOSITORY,
    timeoutMs: START_TIMEOUT_MS,
    env: {
      ...target.environment,
      DATABASE_URL: target.stack.databaseUrl,
      REDIS_URL: target.stack.redisUrl,
      PORT: '0',
      OPS_PORT: '0',
      JWT_SECRET: 'jwt-Secret-0f-the-attack-9d8f7a6b5c4e',
      WEBHOOK_SECRET: 'webhook-Secret-0f-the-attack-1a2b3c4d',
      JOB_DATA_SECRET: 'job-Data-Secret-0f-the-attack-55aa66bb',
      TICKET_SIGNING_KEYS: 'ticket-Key-0f-the-attack-77cc88dd99ee',
      ...settings,
    },
  });
  return { code, output: `${stdout}${stderr}` };
}

export const ACCOUNT_ATTACKS: readonly Attack[] = [
  {
    name: 'guessing',
    tries: 'guesses a password from 60 addresses, while 100 neighbours log in behind one',
    run: async (target) => {
      const { email } = await signUpFan(target.api);
      const wrong = await many(60, 1, (index) =>
        logIn(target, email, `wrong ${index}`, `203.0.113.${index + 1}`),
      );
      const fans = await many(10, 2, () => signUpFan(target.api));
      const right = await many(100, 4, (index) =>
        logIn(target, fans[index % 10]?.email ?? '', PASSWORD, '198.51.100.1'),
      );
      return {
        safe: wrong.includes(429) && right.every((status) => status === 200),
        spent: `60 wrong passwords (${tally(wrong)}), 100 right ones (${tally(right)})`,
        outcome: `guesses were ${wrong.includes(429) ? 'slowed down' : 'not limited'}; right passwords were not limited`,
      };
    },
  },
  {
    name: 'ipv6',
    tries: 'guesses from 256 networks of one routed IPv6 /56',
    run: async (target) => {
      const statuses = await many(600, 4, (index) =>
        logIn(
          target,
          `unknown-${index}@fans.example`,
          'wrong password',
          `2001:db8:77:${(index % 256).toString(16)}::1`,
        ),
      );
      return {
        safe: statuses.includes(429),
        spent: `600 logins from 256 networks (${tally(statuses)})`,
        outcome: statuses.includes(429) ? 'the /56 was counted as one' : 'each /64 had a budget of its own',
      };
    },
  },
  {
    name: 'ended-session',
    tries: 'goes on with a stolen access token, refresh token and stream after the owner logged out',
    run: async (target) => {
      const { email } = await signUpFan(target.api);
      const { body } = await send(target.api, 'POST', '/v1/auth/login', {
        body: { email, password: PASSWORD },
      });
      const { accessToken, refreshToken } = body as { accessToken: string; refreshToken: string };
      const works = async () =>
        (await send(target.api, 'GET', '/v1/me', { token: accessToken })).status === 200;
      if (!(await works())) throw new Error('a new session does not work');
      await send(target.api, 'POST', '/v1/auth/logout', { body: { refreshToken } });
      const startedAt = Date.now();
      const stopped = await waitUntil(async () => !(await works()), 5_000);
      const refreshed = await send(target.api, 'POST', '/v1/auth/refresh', { body: { refreshToken } });
      return {
        safe: stopped && refreshed.status === 401,
        spent: 'one stolen session',
        outcome: stopped
          ? `the access token stopped after ${Date.now() - startedAt} ms; a refresh was answered ${refreshed.status}`
          : 'the access token went on',
      };
    },
  },
  {
    name: 'refresh-rows',
    tries: 'makes the system keep a row for each of 50 refreshes, then uses an old token again',
    run: async (target) => {
      const { email } = await signUpFan(target.api);
      const login = await send(target.api, 'POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
      const tokens = [String(login.body.refreshToken)];
      let accessToken = String(login.body.accessToken);
      for (let count = 0; count < 50; count += 1) {
        const answer = await send(target.api, 'POST', '/v1/auth/refresh', {
          body: { refreshToken: tokens.at(-1) },
        });
        if (answer.status !== 200) break;
        tokens.push(String(answer.body.refreshToken));
        accessToken = String(answer.body.accessToken);
      }
      const sessions = await send(target.api, 'GET', '/v1/me/sessions', { token: accessToken });
      const count = (sessions.body.items as unknown[] | undefined)?.length ?? 0;
      const reused = await send(target.api, 'POST', '/v1/auth/refresh', {
        body: { refreshToken: tokens.at(-2) },
      });
      return {
        safe: count >= 1 && count <= 2 && reused.status === 401,
        spent: `${tokens.length - 1} refreshes`,
        outcome: `the account has ${count} sessions; an old token was answered ${reused.status} ${String(reused.body.code)}`,
      };
    },
  },
  {
    name: 'admin-password',
    tries: 'keeps an old administrator password alive by a restart with a new one',
    run: async (target) => {
      const { code, output } = await startApi(target, {
        ADMIN_PASSWORD: 'another-administrator-password-1',
      });
      return {
        safe: code !== undefined && code !== 0 && /ADMIN_PASSWORD/.test(output),
        spent: 'one restart',
        outcome:
          code === undefined ? 'the API started' : `the API ended with code ${code} and named the variable`,
      };
    },
  },
  {
    name: 'production',
    tries: 'starts production with development secrets, no TLS and no rate limits',
    run: async (target) => {
      const { code, output } = await startApi(target, {
        NODE_ENV: 'production',
        RATE_LIMITS: 'off',
        JWT_SECRET: 'a'.repeat(32),
        JWT_PREVIOUS_SECRETS: ` development-only-token-signing-secret`,
        PUBLIC_URL: 'http://tickets.example',
        TRUSTED_PROXIES: '0.0.0.0/0',
      });
      const named = [
        'RATE_LIMITS',
        'JWT_SECRET',
        'JWT_PREVIOUS_SECRETS',
        'PUBLIC_URL',
        'TRUSTED_PROXIES',
      ].filter((name) => output.includes(name));
      return {
        safe: code === 78 && named.length === 5,
        spent: 'five unsafe settings',
        outcome: `${code === undefined ? 'the API started' : `the API ended with code ${code}`} and named ${named.length} of 5`,
      };
    },
  },
  {
    name: 'last-admin',
    tries: 'locks everybody out by demoting the last administrator, and becomes one as a fan',
    run: async (target) => {
      const fan = await signUpFan(target.api);
      const asFan = await fan.request('PATCH', `/v1/admin/accounts/${fan.accountId}`, {
        body: { role: 'admin' },
      });
      const demoted = await target.admin.request('PATCH', `/v1/admin/accounts/${target.admin.accountId}`, {
        body: { role: 'user' },
      });
      const still = await logInFan(target.api, ADMIN.email, ADMIN.password);
      return {
        safe: asFan.status === 403 && demoted.status === 409 && still.token !== '',
        spent: 'two requests',
        outcome: `the fan was answered ${asFan.status}, the demotion ${demoted.status}`,
      };
    },
  },
  {
    name: 'phishing',
    tries: 'writes a mail of its own through the name of an account',
    run: async (target) => {
      const names = [
        '당첨!\n\nhttps://evil.example',
        'See https://evil.example',
        '\u202egnp.exe',
        '\u200b',
        'a'.repeat(81),
      ];
      const statuses = await many(
        names.length,
        1,
        async (index) =>
          (
            await send(target.api, 'POST', '/v1/auth/signup', {
              body: {
                email: `victim-${index}-${Date.now()}@fans.example`,
                password: PASSWORD,
                name: names[index],
              },
            })
          ).status,
      );
      return {
        safe: statuses.every((status) => status === 400),
        spent: `${names.length} sign-ups`,
        outcome: `answered ${tally(statuses)}`,
      };
    },
  },
  {
    name: 'no-trace',
    tries: 'attacks without leaving a line by which anybody could tell',
    run: async (target) => {
      const email = `traced-${Date.now()}@fans.example`;
      await logIn(target, email, 'wrong password', '203.0.113.200');
      const found = () => target.lines.filter((line) => line.includes('login_failed'));
      const noted = await waitUntil(() => found().length > 0, 5_000);
      const inClear = target.lines.some((line) => line.includes(email));
      return {
        safe: noted && !inClear,
        spent: 'one wrong password',
        outcome: `${noted ? 'it was noted' : 'nothing was noted'}, ${inClear ? 'with' : 'without'} the address in clear`,
      };
    },
  },
];
