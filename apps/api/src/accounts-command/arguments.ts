import { parseArgs } from 'node:util';
import { emailAddress } from '@concert-mania/core/identity/email-address';
import { ACCOUNT_LOCALES, type AccountLocale, ROLES, type Role } from '@concert-mania/core/identity/model';

export const USAGE = `npm run accounts -- create <email> --role steward|box_office|admin [--name <name>] [--locale ko|en]
npm run accounts -- set-password <email>
npm run accounts -- grant <email> --role user|steward|box_office|admin
npm run accounts -- list [--json]

Makes accounts of staff, sets passwords, gives and takes roles, and lists who works here. A password is asked for, or read
from standard input; it is no argument, because other users of the machine can read those. Setting a password and granting
a role end every session of the account.

DATABASE_URL and REDIS_URL tell which system; without them, the running one (npm start) in DATA_DIR (.local).
The exit code is 0 when it is done, 1 when it is refused, and 2 when it could not be tried.`;

export type AccountCommand =
  | {
      readonly command: 'create';
      readonly email: string;
      readonly role: Role;
      readonly name: string;
      readonly locale: AccountLocale;
    }
  | { readonly command: 'set-password'; readonly email: string }
  | { readonly command: 'grant'; readonly email: string; readonly role: Role }
  | { readonly command: 'list'; readonly json: boolean };

/**
 * Parses the command line. Null: only the usage was requested. Throws a `TypeError` that names the
 * fault.
 */
export function readArguments(args: readonly string[]): AccountCommand | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      email: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string', default: 'Staff' },
      locale: { type: 'string', default: 'ko' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, first, second, ...rest] = positionals;
  if (values.help || command === undefined) return null;
  if (rest.length > 0) throw new TypeError(`unexpected argument '${rest[0]}'`);
  const { name, locale, json } = values;
  const email = () => oneEmail(values.email ?? first);
  const role = () => oneOf(values.role ?? second, ROLES, 'role');
  switch (command) {
    case 'create': {
      const given = role();
      if (given === 'user') throw new TypeError('--role user: this command does not create accounts of fans');
      return { command, email: email(), role: given, name, locale: oneOf(locale, ACCOUNT_LOCALES, 'locale') };
    }
    case 'set-password':
      return { command, email: email() };
    case 'grant':
      return { command, email: email(), role: role() };
    case 'list':
      return { command, json };
    default:
      throw new TypeError(`there is no command '${command}'`);
  }
}

function oneEmail(text: string | undefined): string {
  const email = emailAddress.safeParse(text);
  if (!email.success)
    throw new TypeError(
      text === undefined ? 'an e-mail address is missing' : `'${text}' is no e-mail address`,
    );
  return email.data;
}

function oneOf<T extends string>(text: string | undefined, known: readonly T[], what: string): T {
  const found = known.find((each) => each === text);
  if (found === undefined)
    throw new TypeError(
      text === undefined
        ? `--${what} is missing (${known.join(', ')})`
        : `--${what} '${text}' is unknown (known: ${known.join(', ')})`,
    );
  return found;
}
