import { expect, test } from 'vitest';
import { planProcesses, portsNeeded, type Replicas } from './stack-plan.ts';

const SECRETS = {
  JWT_SECRET: 'j',
  WEBHOOK_SECRET: 'w',
  GATEWAY_SECRET_KEY: 'g',
  JOB_DATA_SECRET: 'd',
  TICKET_SIGNING_KEYS: 't',
};

function plan(
  replicas: Replicas,
  environment: Record<string, string> = {},
  environmentOf?: (label: string) => Record<string, string>,
) {
  return planProcesses({
    replicas,
    environment,
    databaseUrl: 'postgres://127.0.0.1/own',
    redisUrl: 'redis://127.0.0.1',
    secrets: SECRETS,
    dataDir: '/data',
    ports: { api: 3000, mockPg: 4000 },
    freePorts: Array.from({ length: portsNeeded(replicas) }, (_, index) => 20_000 + index),
    environmentOf,
  });
}

test('gives every process a label and an ops port of its own', () => {
  const plans = plan({ api: 2, 'hold-worker': 3 });
  expect(new Set(plans.map((each) => each.label)).size).toBe(plans.length);
  expect(new Set(plans.map((each) => each.opsUrl)).size).toBe(plans.length);
  expect(plans.map((each) => each.label)).toEqual(expect.arrayContaining(['api', 'api-2', 'hold-worker-3']));
});

test('puts the first API on the port asked for and the others on free ones', () => {
  const [first, second] = plan({ api: 2 }).filter((each) => each.app === 'api');
  expect(first).toMatchObject({ url: 'http://127.0.0.1:3000', environment: { PORT: '3000' } });
  expect(second?.url).not.toBe(first?.url);
  expect(second?.environment.PORT).toBe(new URL(second?.url ?? '').port);
});

test('leads the payment worker to the gateway and the gateway back to the API', () => {
  const plans = plan({});
  expect(plans.find((each) => each.app === 'payment-worker')?.environment.GATEWAY_URL).toBe(
    'http://127.0.0.1:4000',
  );
  expect(plans.find((each) => each.app === 'mock-pg')?.environment.WEBHOOK_URL).toBe(
    'http://127.0.0.1:3000/v1/webhooks/payments',
  );
});

test('leads the storefront to the payment window and the window back to the storefront', () => {
  const plans = plan({ web: 1 });
  const web = plans.find((each) => each.app === 'web');
  const gateway = plans.find((each) => each.app === 'mock-pg');
  expect(web?.environment.PAYMENT_WINDOW_URL).toBe(`${gateway?.url}/mock/window`);
  expect(gateway?.environment.WINDOW_RETURN_ORIGINS?.split(',')).toContain(web?.url);
});

test('leads the notification worker to the mailbox, unless another mail server is named', () => {
  const mailOf = (environment: Record<string, string>) => {
    const plans = plan({}, environment);
    const [worker, mailbox] = ['notification-worker', 'mailbox'].map(
      (app) => plans.find((each) => each.app === app)?.environment,
    );
    expect(worker?.SMS_GATEWAY_URL).toBe(`http://127.0.0.1:${mailbox?.MAIL_PORT}`);
    return [worker?.MAIL_SMTP_URL, `smtp://127.0.0.1:${mailbox?.MAIL_SMTP_PORT}`];
  };
  const [own, mailbox] = mailOf({});
  expect(own).toBe(mailbox);
  expect(mailOf({ MAIL_SMTP_URL: 'smtp://127.0.0.1:2525' })[0]).toBe('smtp://127.0.0.1:2525');
});

test('hands settings to every process but never another system’s addresses', () => {
  for (const { environment } of plan({}, { HOLD_SECONDS: '5', DATABASE_URL: 'postgres://elsewhere' })) {
    expect(environment).toMatchObject({ HOLD_SECONDS: '5', DATABASE_URL: 'postgres://127.0.0.1/own' });
  }
});

test('gives one process its own variables, which override all others', () => {
  const through = (label: string): Record<string, string> =>
    label === 'api-2' ? { REDIS_URL: 'redis://proxy' } : {};
  const urls = plan({ api: 2 }, {}, through).map(({ label, environment }) => [label, environment.REDIS_URL]);
  expect(urls).toContainEqual(['api', 'redis://127.0.0.1']);
  expect(urls).toContainEqual(['api-2', 'redis://proxy']);
});

test('listens on 127.0.0.1 with any HOST of the shell', () => {
  for (const { environment } of plan({}, { HOST: 'x86_64-linux-gnu', OPS_HOST: '0.0.0.0' })) {
    expect(environment).toMatchObject({ HOST: '127.0.0.1', OPS_HOST: '127.0.0.1', MAIL_HOST: '127.0.0.1' });
  }
});

test('leaves a kind of process out when none of it is wanted', () => {
  expect(plan({ 'expiry-worker': 0 }).map((each) => each.app)).not.toContain('expiry-worker');
});
