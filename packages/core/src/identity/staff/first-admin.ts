import type { AccountId, NewId } from '../../shared/ids.ts';
import type { Account, Role } from '../model.ts';
import { type CommonPasswords, isAcceptablePassword } from '../password.ts';
import type { PasswordHasher } from '../ports.ts';
import type { Actor } from './staff-actions.ts';

/** The published password of the development settings. */
const DEVELOPMENT_PASSWORD = 'development-only-admin-password';
export const isDevelopmentPassword = (password: string): boolean => password === DEVELOPMENT_PASSWORD;

/** Staff accounts with their password hashes. */
export interface StaffPasswords {
  find(email: string): Promise<{
    readonly account: Account;
    readonly passwordHash: string;
    /** The hash that the settings created the account with; null for other accounts. */
    readonly initialHash: string | null;
  } | null>;
  hasAdmin(): Promise<boolean>;
  /**
   * `initial`: created from the settings. Writes a staff action; `by` null: no staff member did it.
   */
  insert(
    account: Account,
    passwordHash: string,
    how: { readonly initial: boolean; readonly by: Actor | null },
  ): Promise<'inserted' | 'email_taken'>;
  /** Sets a password from the command line and writes a staff action. */
  setPassword(id: AccountId, passwordHash: string): Promise<void>;
  /** Administrators who can log in, oldest first. */
  admins(limit: number): Promise<readonly { readonly email: string; readonly passwordHash: string }[]>;
}

export interface FirstAdminPorts {
  readonly staff: StaffPasswords;
  readonly hasher: PasswordHasher;
  readonly commonPasswords: CommonPasswords;
  readonly newId: NewId;
}

/** `ignored`: the settings do not apply any more. `refused`: the API must not start with them. */
export type FirstAdminResult =
  | { readonly kind: 'created' | 'present' }
  | { readonly kind: 'ignored'; readonly why: 'other_admins' | 'password_changed' | 'development_password' }
  | { readonly kind: 'refused'; readonly why: 'weak_password' | 'not_staff' | 'other_password' };

/**
 * Creates the first administrator. Refuses settings that differ from the stored account, so that a
 * changed ADMIN_PASSWORD is not taken for a rotation; ignores a password that was changed later.
 */
export async function ensureFirstAdmin(
  { staff, hasher, commonPasswords, newId }: FirstAdminPorts,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<FirstAdminResult> {
  const found = await staff.find(email);
  if (found !== null) return compare(hasher, found, password);
  if (await staff.hasAdmin()) return { kind: 'ignored', why: 'other_admins' };
  if (!isAcceptablePassword(password, email, commonPasswords))
    return { kind: 'refused', why: 'weak_password' };
  const role: Role = 'admin';
  // The operator who writes the settings vouches for the address.
  const person = { email, emailVerified: true, name: 'Admin', phone: null, locale: 'ko' as const };
  const account = { id: newId('usr'), ...person, role };
  const how = { initial: true, by: null };
  const inserted = await staff.insert(account, await hasher.hash(password), how);
  if (inserted === 'inserted') return { kind: 'created' };
  // A replica that started at the same time created it.
  const made = await staff.find(email);
  if (made === null) throw new Error('the email of ADMIN_EMAIL was taken, but no account has it now');
  return compare(hasher, made, password);
}

async function compare(
  hasher: PasswordHasher,
  found: NonNullable<Awaited<ReturnType<StaffPasswords['find']>>>,
  password: string,
): Promise<FirstAdminResult> {
  if (found.account.role === 'user') return { kind: 'refused', why: 'not_staff' };
  if (await hasher.verify(found.passwordHash, password)) return { kind: 'present' };
  if (found.initialHash !== null && (await hasher.verify(found.initialHash, password)))
    return { kind: 'ignored', why: 'password_changed' };
  return isDevelopmentPassword(password)
    ? { kind: 'ignored', why: 'development_password' }
    : { kind: 'refused', why: 'other_password' };
}

const MOST_ADMINS = 50;

/** Administrators whose password is the published one of development. */
export async function findDevelopmentPasswords({
  staff,
  hasher,
}: Pick<FirstAdminPorts, 'staff' | 'hasher'>): Promise<readonly string[]> {
  const admins = await staff.admins(MOST_ADMINS);
  const verdicts = await Promise.all(
    admins.map(({ passwordHash }) => hasher.verify(passwordHash, DEVELOPMENT_PASSWORD)),
  );
  return admins.flatMap(({ email }, index) => (verdicts[index] ? [email] : []));
}
