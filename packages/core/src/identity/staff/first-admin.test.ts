import { describe, expect, it } from 'vitest';
import type { Role } from '../model.ts';
import {
  ensureFirstAdmin,
  type FirstAdminPorts,
  findDevelopmentPasswords,
  type StaffPasswords,
} from './first-admin.ts';

const EMAIL = 'admin@box.example';
const DEVELOPMENT = 'development-only-admin-password';

type Stored = { role: Role; password: string; initial?: string; email?: string };

function system(...stored: Stored[]) {
  const made: string[] = [];
  const rows = stored.map(({ email = EMAIL, ...row }) => ({ email, ...row }));
  const staff: StaffPasswords = {
    find: async (email) => {
      const row = rows.find((each) => each.email === email);
      if (row === undefined) return null;
      const person = { email, emailVerified: true, name: 'A', phone: null, locale: 'ko' as const };
      const account = { id: 'usr_1', ...person, role: row.role };
      return { account, passwordHash: row.password, initialHash: row.initial ?? null };
    },
    hasAdmin: async () => rows.some(({ role }) => role === 'admin'),
    insert: async ({ email, role }, password, { initial }) => {
      made.push(`${role} ${email} ${password} ${initial}`);
      return 'inserted';
    },
    setPassword: async () => undefined,
    admins: async () => rows.map(({ email, password }) => ({ email, passwordHash: password })),
  };
  const hasher = {
    hash: async (password: string) => password,
    verify: async (hash: string | null, password: string) => hash === password,
    isOutdated: () => false,
  };
  const ports: FirstAdminPorts = {
    staff,
    hasher,
    commonPasswords: new Set(['password']),
    newId: (prefix) => `${prefix}_1`,
  };
  return { made, ports, ensure: (password: string) => ensureFirstAdmin(ports, { email: EMAIL, password }) };
}

describe('ADMIN_EMAIL and ADMIN_PASSWORD', () => {
  it('create the first administrator', async () => {
    const { made, ensure } = system();
    expect(await ensure('first-passphrase-1')).toEqual({ kind: 'created' });
    expect(made).toEqual([`admin ${EMAIL} first-passphrase-1 true`]);
    expect(await system().ensure('password')).toEqual({ kind: 'refused', why: 'weak_password' });
  });

  it('create no second administrator', async () => {
    const { made, ensure } = system({ role: 'admin', password: 'x', email: 'other@box.example' });
    expect(await ensure('first-passphrase-1')).toEqual({ kind: 'ignored', why: 'other_admins' });
    expect(made).toEqual([]);
  });

  it('are refused if another password is stored, because the password was not rotated', async () => {
    const { ensure } = system({ role: 'admin', password: 'first', initial: 'first' });
    expect(await ensure('first')).toEqual({ kind: 'present' });
    expect(await ensure('second-passphrase-2')).toEqual({ kind: 'refused', why: 'other_password' });
    const rotated = system({ role: 'admin', password: 'changed', initial: 'first' });
    expect(await rotated.ensure('second-passphrase-2')).toEqual({ kind: 'refused', why: 'other_password' });
  });

  it('are ignored after the administrator changed the password', async () => {
    const { ensure } = system({ role: 'admin', password: 'changed', initial: 'first' });
    expect(await ensure('first')).toEqual({ kind: 'ignored', why: 'password_changed' });
    expect(await ensure(DEVELOPMENT)).toEqual({ kind: 'ignored', why: 'development_password' });
  });

  it('are refused if a fan has the address', async () => {
    const { ensure } = system({ role: 'user', password: 'first' });
    expect(await ensure('first')).toEqual({ kind: 'refused', why: 'not_staff' });
  });
});

it('reveal administrators whose password is the published one of development', async () => {
  const { ports } = system(
    { role: 'admin', password: DEVELOPMENT, email: 'a@b.co' },
    { role: 'admin', password: 'own', email: 'c@d.co' },
  );
  expect(await findDevelopmentPasswords(ports)).toEqual(['a@b.co']);
});
