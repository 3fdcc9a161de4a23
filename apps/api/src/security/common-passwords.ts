import { type CommonPasswords, MIN_PASSWORD_CHARS } from '@concert-mania/core/identity/password';
import { dictionary } from '@zxcvbn-ts/language-common';

/** Added to the public list: the name of the service, and sequences. */
const OWN =
  'concertmania concert-mania concertmania1 concert-mania1 concertmania123 abcdefgh qwerqwer p@ssword 00000000 12341234 123123123 55555555 66666666 77777777 87654321 88888888 987654321 99999999'.split(
    ' ',
  );

/**
 * About 18,000 of the most used passwords of eight characters or more (NIST SP 800-63B-4, 3.1.1.2).
 */
export const commonPasswords: CommonPasswords & { readonly size: number } = new Set(
  [...dictionary['passwords-common'], ...OWN].filter((password) => password.length >= MIN_PASSWORD_CHARS),
);
