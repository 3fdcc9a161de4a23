import { z } from 'zod';
import { cleanText } from '../shared/visible-text.ts';

const MAX_EMAIL_CHARS = 254;
/** Dot-separated atoms (RFC 5322, 3.2.3), at most 64 characters (RFC 5321, 4.5.3.1). */
const LOCAL_PART = "(?=.{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*";
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** Letters, or an A-label (RFC 5890) such as `xn--3e0b707e` for .한국. */
const LAST_LABEL = '(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{0,58}[A-Za-z0-9])';

/**
 * An e-mail address, without surrounding spaces and invisible characters. Letters keep their
 * case.
 */
export const emailAddress = z
  .string()
  .overwrite(cleanText)
  .max(MAX_EMAIL_CHARS)
  .email({ pattern: new RegExp(`^${LOCAL_PART}@(?:${LABEL}\\.)+${LAST_LABEL}$`) });
