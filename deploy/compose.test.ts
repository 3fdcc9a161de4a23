import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly command: readonly string[];
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
  readonly mem_limit?: string;
  readonly stop_grace_period?: string;
  readonly environment: Readonly<Record<string, string>>;
}

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const { services } = parse(read('../docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const named = Object.entries(services);

it.each(named)('%s cannot fill the disk with its log', (_name, { logging }) => {
  expect(logging).toEqual({ driver: 'local', options: { 'max-size': '50m', 'max-file': '5' } });
});

it.each(named.filter(([name]) => name !== 'migrate'))('%s has a limit of memory', (_name, service) => {
  expect(service.mem_limit).toMatch(/^\$\{[A-Z]+_MEMORY:-\d+[mg]\}$/);
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

it.each(['postgres', 'redis'])('%s cannot gain privileges', (name) => {
  expect(services[name]).toMatchObject({ security_opt: ['no-new-privileges:true'] });
});
