import { isAcceptablePassword } from '@concert-mania/core/identity/password';
import type { PasswordHasher } from '@concert-mania/core/identity/ports';
import type { StaffPasswords } from '@concert-mania/core/identity/staff/first-admin';
import type { AccountDesk } from '@concert-mania/core/identity/staff/staff-accounts';
import type { AccountId, NewId } from '@concert-mania/core/shared/ids';
import { commonPasswords } from '../security/common-passwords.ts';
import type { AccountCommand } from './arguments.ts';

export interface CommandPorts {
  readonly desk: Pick<AccountDesk, 'change' | 'staff'>;
  readonly staff: Pick<StaffPasswords, 'find' | 'insert' | 'setPassword'>;
  readonly hasher: () => Promise<PasswordHasher>;
  readonly newId: NewId;
  /** Null: no password was given. */
  readonly password: () => Promise<string | null>;
  readonly say: (text: string) => void;
  /** `notified`: the running APIs refuse the access tokens from now on. */
  readonly endSessions: (
    accountId: AccountId,
  ) => Promise<{ readonly ended: number; readonly notified: boolean }>;
}

const [DONE, REFUSED] = [0, 1];

type Command<K extends AccountCommand['command']> = Extract<AccountCommand, { readonly command: K }>;

/** Runs the command, prints its result and returns the exit code. */
export async function runCommand(command: AccountCommand, ports: CommandPorts): Promise<number> {
  switch (command.command) {
    case 'create':
      return create(command, ports);
    case 'set-password':
      return setPassword(command, ports);
    case 'grant':
      return grant(command, ports);
    case 'list':
      return list(command, ports);
  }
}

/** Hashes the given password. Null, after printing the reason, if it is missing or too weak. */
async function hashGiven(email: string, ports: CommandPorts): Promise<string | null> {
  const password = (await ports.password())?.normalize('NFC') ?? null;
  if (password === null) return refuse(ports, 'No password was given, or the two differ.');
  if (!isAcceptablePassword(password, email, commonPasswords))
    return refuse(ports, 'The password is too short, too common or too like the address.');
  return (await ports.hasher()).hash(password);
}

function refuse(ports: CommandPorts, text: string): null {
  ports.say(text);
  return null;
}

async function create({ email, role, name, locale }: Command<'create'>, ports: CommandPorts) {
  const hash = await hashGiven(email, ports);
  if (hash === null) return REFUSED;
  const account = { id: ports.newId('usr'), email, name, phone: null, role, locale, emailVerified: true };
  const inserted = await ports.staff.insert(account, hash, { initial: false, by: null });
  if (inserted === 'email_taken') {
    ports.say(
      `${email} has an account already. To give it the role: npm run accounts -- grant ${email} ${role}`,
    );
    return REFUSED;
  }
  ports.say(`${email} is ${role} now (${account.id}).`);
  return DONE;
}

async function setPassword({ email }: Command<'set-password'>, ports: CommandPorts) {
  const found = await ports.staff.find(email);
  if (found === null) return unknown(email, ports);
  const hash = await hashGiven(email, ports);
  if (hash === null) return REFUSED;
  await ports.staff.setPassword(found.account.id, hash);
  ports.say(`The password of ${email} is set.`);
  return endSessions(found.account.id, ports);
}

async function grant({ email, role }: Command<'grant'>, ports: CommandPorts) {
  const found = await ports.staff.find(email);
  if (found === null) return unknown(email, ports);
  const changed = await ports.desk.change(found.account.id, null, { role });
  if (!changed.ok) {
    ports.say(
      changed.error.code === 'last_admin'
        ? `${email} is the last administrator. Make another one first.`
        : `There is no account of ${email}.`,
    );
    return REFUSED;
  }
  ports.say(`${email} is ${role} now.`);
  return endSessions(found.account.id, ports);
}

function unknown(email: string, ports: CommandPorts): number {
  ports.say(`There is no account of ${email}.`);
  return REFUSED;
}

async function endSessions(id: AccountId, ports: CommandPorts): Promise<number> {
  const { ended, notified } = await ports.endSessions(id);
  ports.say(`Sessions ended: ${ended}.`);
  if (!notified)
    ports.say(
      'The running APIs were not notified (REDIS_URL): issued access tokens stay valid until they expire.',
    );
  return DONE;
}

async function list({ json }: Command<'list'>, ports: CommandPorts) {
  const staff = await ports.desk.staff();
  if (json) {
    ports.say(JSON.stringify(staff, null, 2));
    return DONE;
  }
  const rows = staff.map((each) => [
    each.email,
    each.role,
    each.disabledAt === null ? 'active' : 'disabled',
    each.secondFactor ? 'second factor' : 'no second factor',
    each.lastLoginAt?.toISOString() ?? 'never logged in',
  ]);
  const widths = [0, 1, 2, 3].map((at) => Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)));
  for (const row of rows) ports.say(row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '));
  if (rows.length === 0) ports.say('There are no staff accounts.');
  return DONE;
}
