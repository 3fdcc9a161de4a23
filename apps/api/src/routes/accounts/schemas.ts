import { emailAddress } from '@concert-mania/core/identity/email-address';
import type { Account } from '@concert-mania/core/identity/model';
import { ACCOUNT_LOCALES, ROLES } from '@concert-mania/core/identity/model';
import { phoneNumber } from '@concert-mania/core/identity/phone-number';
import type { RefreshedSession } from '@concert-mania/core/identity/sessions/refresh-session';
import { z } from '@hono/zod-openapi';
import { instant } from '../../http/schema.ts';

/** Long enough for any accepted password, short enough to keep hashing cheap. */
const MAX_PASSWORD_INPUT_CHARS = 512;

export const emailField = emailAddress.openapi({ example: 'fan@example.com' });
export const phoneField = phoneNumber.openapi({
  description: 'As dialled within Korea, or with + and the country. Kept in E.164.',
  example: '010-1234-5678',
});
export const passwordField = z.string().min(1).max(MAX_PASSWORD_INPUT_CHARS);
/** A mailed token. Any other text is refused like an invalid token. */
export const mailedTokenField = z.string().trim().min(1).max(200);
/** A code of the authenticator app, or a recovery code. */
export const codeField = z.string().min(6).max(32).openapi({ example: '123456' });
export const refreshTokenField = z.string().min(1).max(200);

export const accountSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string(),
    phone: z.string().nullable(),
    role: z.enum(ROLES),
    locale: z.enum(ACCOUNT_LOCALES),
  })
  .openapi('Account');

/** The fields of an account that its owner sees. */
export const presentAccount = (account: Account): z.infer<typeof accountSchema> => ({
  id: account.id,
  email: account.email,
  emailVerified: account.emailVerified,
  name: account.name,
  phone: account.phone,
  role: account.role,
  locale: account.locale,
});

export const sessionViewSchema = z
  .object({
    id: z.string(),
    createdAt: instant,
    lastSeenAt: instant,
    userAgent: z.string().nullable(),
    current: z.boolean().openapi({ description: 'Whether this request is of the session' }),
  })
  .openapi('SessionInfo');

export const secondFactorSchema = z
  .object({
    secret: z.string().openapi({ description: 'In base32, to be typed' }),
    uri: z.string().openapi({ description: '`otpauth://` address for an authenticator app' }),
    qrSvg: z.string().openapi({ description: 'The address as a QR code' }),
    recoveryCodes: z.array(z.string()).openapi({ description: 'Each works once instead of a code' }),
  })
  .openapi('SecondFactor');

export const sessionSchema = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string().optional().openapi({ description: 'Absent when it is in the cookie' }),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().openapi({ description: 'Seconds until the access token expires' }),
  })
  .openapi('Session');

/** A session in the format of OAuth 2 (RFC 6749, 5.1). */
export const presentSession = (session: RefreshedSession): z.infer<typeof sessionSchema> => ({
  accessToken: session.accessToken,
  ...(session.refreshToken !== null && { refreshToken: session.refreshToken }),
  tokenType: 'Bearer',
  expiresIn: session.expiresInSeconds,
});
