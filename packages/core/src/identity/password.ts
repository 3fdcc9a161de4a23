import type { PasswordHasher } from './ports.ts';

export const MIN_PASSWORD_CHARS = 8;
export const MAX_PASSWORD_CHARS = 128;

/** Common passwords, in NFKC and lower case. */
export interface CommonPasswords {
  has(folded: string): boolean;
}

/** The form that is hashed, because systems compose characters differently (RFC 8265, 4.2). */
const normalise = (password: string): string => password.normalize('NFC');
const fold = (password: string): string => password.normalize('NFKC').toLowerCase();

/** A password has 8 to 128 characters and is neither common nor the account's address. */
export function isAcceptablePassword(password: string, email: string, common: CommonPasswords): boolean {
  const length = [...normalise(password)].length;
  if (length < MIN_PASSWORD_CHARS || length > MAX_PASSWORD_CHARS) return false;
  const folded = fold(password);
  return !common.has(folded) && folded !== fold(email) && new Set(folded).size > 1;
}

/** Hashes passwords in NFC. Hashes of earlier versions are of the password as typed. */
export function normalisePasswords(hasher: PasswordHasher): PasswordHasher {
  return {
    ...hasher,
    hash: (password) => hasher.hash(normalise(password)),
    verify: async (passwordHash, password) => {
      const normalised = normalise(password);
      if (await hasher.verify(passwordHash, normalised)) return true;
      return normalised !== password && hasher.verify(passwordHash, password);
    },
  };
}
