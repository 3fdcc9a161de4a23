import type { SignUp } from './sign-up.ts';

/** Makes the first administrator when there is no account of that address yet. Throws when the password is weak. */
export async function ensureAdmin(
  signUp: SignUp,
  admin: { readonly email: string; readonly password: string },
): Promise<'created' | 'present'> {
  const signedUp = await signUp({ ...admin, name: 'Admin', phone: null, locale: 'ko', role: 'admin' });
  if (signedUp.ok) return 'created';
  if (signedUp.error.code === 'weak_password') throw new Error('ADMIN_PASSWORD is too weak');
  return 'present';
}
