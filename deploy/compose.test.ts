import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly command: readonly string[];
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly stop_grace_period?: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly image?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly cap_add?: readonly string[];
}

interface ScrapeJob {
  readonly job_name: string;
  readonly dns_sd_configs?: readonly [{ readonly names: readonly string[]; readonly port: number }];
}

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const compose = parse(read('../docker-compose.yml'), { merge: true, maxAliasCount: -1 }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
};
const named = Object.entries(compose.services).map(([name, service]): [string, Service] => [
  name,
  { ...service, environment: service.environment ?? {} },
]);
const services: Readonly<Record<string, Service>> = Object.fromEntries(named);

it.each(named)('%s cannot fill the disk with its log', (_name, { logging }) => {
  expect(logging).toEqual({ driver: 'local', options: { 'max-size': '50m', 'max-file': '5' } });
});

it.each(named)('%s has limits of memory and of processes', (_name, service) => {
  expect(service.mem_limit).toMatch(/^\$\{[A-Z]+_MEMORY:-\d+[mg]\}$/);
  expect(service.pids_limit).toBeLessThanOrEqual(400);
});

it('Redis has a memory limit, evicts nothing and takes no snapshots', () => {
  const flags = services.redis?.command ?? [];
  const flagValue = (flag: string) => flags[flags.indexOf(flag) + 1];
  expect(flags).toContain('--save');
  expect(flagValue('--save')).toBe('');
  expect(flagValue('--maxmemory')).toMatch(/REDIS_MAXMEMORY/);
  expect(flagValue('--maxmemory-policy')).toBe('noeviction');
  expect(flagValue('--appendfsync')).toBe('always');
});

it('no password is on a command line', () => {
  for (const [name, { command }] of named)
    expect(JSON.stringify(command ?? []), name).not.toMatch(/PASSWORD/);
});

it('each server is in a network without a way out, which only those that use it join', () => {
  const members = (network: string) =>
    named.flatMap(([name, { networks = ['default'] }]) => (networks.includes(network) ? [name] : [])).sort();
  const users = (server: string) =>
    named
      .filter(([, { environment }]) => JSON.stringify(environment).includes(`${server}:`))
      .map(([name]) => name);
  expect(members('postgres')).toEqual(['postgres', ...users('postgres')].sort());
  expect(members('redis')).toEqual(['redis', ...users('redis')].sort());
  expect(compose.networks).toEqual({
    default: null,
    postgres: { internal: true },
    redis: { internal: true },
  });
});

it('the servers have time to stop gracefully', () => {
  expect(Number.parseInt(services.postgres?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(60);
  expect(Number.parseInt(services.redis?.stop_grace_period ?? '', 10)).toBeGreaterThanOrEqual(30);
});

it('the image runs as a user number that is not root', () => {
  expect(read('Dockerfile')).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
});

it('every process logs in to PostgreSQL under a role of its kind, and as the owner only the migration and the demo data', () => {
  const users = named.flatMap(([name, { environment }]) => {
    const url = environment.DATABASE_URL;
    return url === undefined ? [] : [[name, /^postgres:\/\/(\w+):/.exec(url)?.[1]]];
  });
  expect(Object.fromEntries(users)).toEqual({
    migrate: 'concert_mania',
    seed: 'concert_mania',
    api: 'concert_mania_api',
    'admission-worker': 'concert_mania_worker',
    'hold-worker': 'concert_mania_worker',
    'payment-worker': 'concert_mania_worker',
    'expiry-worker': 'concert_mania_worker',
    'event-worker': 'concert_mania_worker',
    'notification-worker': 'concert_mania_worker',
  });
  const { API_DATABASE_PASSWORD, WORKER_DATABASE_PASSWORD } = services.migrate?.environment ?? {};
  expect(services.api?.environment.DATABASE_URL).toContain(`:${API_DATABASE_PASSWORD}@`);
  expect(services['hold-worker']?.environment.DATABASE_URL).toContain(`:${WORKER_DATABASE_PASSWORD}@`);
});

it('the storefront is in front of every API replica, which trusts what it says of its clients', () => {
  const { web, api } = services;
  expect(web).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  expect(web?.environment.API_HOST).toBe(`api:${api?.environment.PORT}`);
  expect(api?.environment.TRUSTED_PROXIES).toContain('172.16.0.0/12');
});

it('has no default inside a default, which docker-compose 1.29 does not know', () => {
  expect(read('../docker-compose.yml')).not.toMatch(/\$\{[^}]*\$\{/);
});

it.each(named)('%s has a disk it cannot write to, no capability and cannot gain one', (_name, service) => {
  expect(service).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
  });
});

it('only PostgreSQL has capabilities: those with which its image becomes another user', () => {
  const added = named.filter(([, service]) => service.cap_add !== undefined);
  expect(added.map(([name, { cap_add }]) => [name, cap_add])).toEqual([
    ['postgres', ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID']],
  ]);
});

it('every process logs in to Redis as the user without administration, the exporter as its own', () => {
  const { REDISCLI_AUTH, MONITOR_REDIS_PASSWORD } = services.redis?.environment ?? {};
  for (const [name, { environment }] of named)
    if (environment.REDIS_URL !== undefined)
      expect(environment.REDIS_URL, name).toBe(`redis://concert_mania:${REDISCLI_AUTH}@redis:6379`);
  expect(services['redis-exporter']?.environment).toMatchObject({
    REDIS_USER: 'concert_mania_monitor',
    REDIS_PASSWORD: MONITOR_REDIS_PASSWORD,
  });
});

it('migrate gets the password of the Redis exporter, so that production refuses the development default', () => {
  const password = services.redis?.environment.MONITOR_REDIS_PASSWORD;
  expect(password).toContain('development-only');
  expect(services.migrate?.environment.MONITOR_REDIS_PASSWORD).toBe(password);
});

it('the documents show the users of Redis as they are', () => {
  const users = (services.redis?.entrypoint ?? [])
    .join()
    .matchAll(/^user (concert_\w+) on #\S+ "[^"]+"\) (.+)$/gm);
  const rules = [...users].map(([, user, allowed]) => `ACL SETUSER ${user} on '>…' ${quoted(allowed ?? '')}`);
  expect(rules).toHaveLength(2);
  for (const rule of rules) expect(read('../docs/operations.md')).toContain(rule);
});

/** For a shell, in which these characters mean something. */
const quoted = (rules: string): string => rules.replace(/\S*[|*]\S*/g, "'$&'");

const observers = named.filter(([, { profiles }]) => profiles !== undefined);

it('the profile observability starts Prometheus, Alertmanager, Grafana and exporters, and nothing else', () => {
  expect(Object.fromEntries(observers.map(([name, { profiles }]) => [name, profiles]))).toEqual({
    prometheus: ['observability'],
    alertmanager: ['observability'],
    grafana: ['observability'],
    'postgres-exporter': ['observability'],
    'redis-exporter': ['observability'],
    'node-exporter': ['observability'],
  });
});

it.each(observers)('%s has a pinned version, few rights and no port open to others', (_name, service) => {
  expect(service.image).toMatch(/^\$\{[A-Z_]+_IMAGE:-[\w/-]+:v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?\}$/);
  expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
  for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
});

it('Prometheus scrapes every process under the name of its kind', () => {
  const { scrape_configs: jobs } = parse(read('prometheus/prometheus.yml'));
  const found = jobs.flatMap((job: ScrapeJob) => {
    const [names] = job.dns_sd_configs ?? [];
    return names === undefined ? [] : [[job.job_name, names.names, String(names.port)]];
  });
  const kinds = named.filter(([, { environment }]) => environment.OPS_PORT !== undefined);
  const processes = kinds.filter(([name]) => name !== 'migrate' && name !== 'seed');
  const wanted = processes.map(([name, { environment }]) => [name, [name], String(environment.OPS_PORT)]);
  expect(found.sort()).toEqual(wanted.sort());
});

it('the exporter of PostgreSQL logs in as the role of the monitoring', () => {
  const { DATA_SOURCE_USER, DATA_SOURCE_PASS } = services['postgres-exporter']?.environment ?? {};
  expect(DATA_SOURCE_USER).toBe('concert_mania_monitor');
  expect(DATA_SOURCE_PASS).toBe(services.migrate?.environment.MONITOR_DATABASE_PASSWORD);
});
