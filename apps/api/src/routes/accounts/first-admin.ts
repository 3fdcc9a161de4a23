import {
  ensureFirstAdmin,
  type FirstAdminPorts,
  type FirstAdminResult,
  findDevelopmentPasswords,
} from '@concert-mania/core/identity/staff/first-admin';
import type { Logger } from '@concert-mania/runtime/logger';
import { ConfigError } from '@concert-mania/runtime/settings/config';
import type { ApiSettings } from '../../config.ts';

const REPAIR = 'npm run accounts -- set-password';

/**
 * Creates the first administrator, or checks that the settings agree with the database. Throws a
 * `ConfigError` that names the setting and the command that repairs it.
 */
export async function checkFirstAdmin(
  config: Pick<ApiSettings, 'ADMIN_EMAIL' | 'ADMIN_PASSWORD' | 'NODE_ENV'>,
  ports: FirstAdminPorts,
  log: Logger,
): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  if (email !== undefined && password !== undefined) {
    const result = await ensureFirstAdmin(ports, { email, password });
    if (result.kind === 'refused') throw new ConfigError(REFUSALS[result.why](email));
    if (result.kind === 'ignored') log.warn({ email }, IGNORED[result.why]);
  }
  if (config.NODE_ENV !== 'production') return;
  const [first] = await findDevelopmentPasswords(ports);
  if (first === undefined) return;
  throw new ConfigError(
    `The password of the administrator ${first} is the published development password. Set another: ${REPAIR} ${first}`,
  );
}

type Why<K> =
  Extract<FirstAdminResult, { readonly kind: K }> extends { readonly why: infer W extends string }
    ? W
    : never;

const REFUSALS: Readonly<Record<Why<'refused'>, (email: string) => string>> = {
  weak_password: () => 'ADMIN_PASSWORD is too weak',
  not_staff: (email) =>
    `ADMIN_EMAIL is ${email}, which is a fan's account and not an administrator. Unset ADMIN_EMAIL and ADMIN_PASSWORD, use another address, or grant it the role: npm run accounts -- grant ${email} admin`,
  other_password: (email) =>
    `ADMIN_PASSWORD is not the password of ${email}. It only creates the first administrator. Unset ADMIN_EMAIL and ADMIN_PASSWORD; to change the password: ${REPAIR} ${email}`,
};

const IGNORED: Readonly<Record<Why<'ignored'>, string>> = {
  other_admins:
    'ADMIN_EMAIL is ignored: an administrator exists. To create another: npm run accounts -- create',
  password_changed: 'ADMIN_PASSWORD is ignored: the password has been changed. Unset it',
  development_password: 'ADMIN_PASSWORD is ignored: another password is stored',
};
