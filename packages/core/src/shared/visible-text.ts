import { z } from 'zod';

/** Printable ASCII and Hangul syllables, which is most input, need no cleaning. */
const PLAIN = /^[ -~\uac00-\ud7a3]*$/;

// Joiners stay in emoji and where Arabic and Indic scripts need them (RFC 5892, appendix A).
// Bidi controls stay here, because they are refused.
const HIDDEN =
  /(\p{RGI_Emoji}|(?<=[\p{Script=Arabic}\p{M}])[\u200c\u200d])|[\p{Default_Ignorable_Code_Point}--[\u202a-\u202e\u2066-\u2069]]/gv;

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/v;
const CONTROL_RUNS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gv;
const CONTROLS_BUT_LINES = /[[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]--[\t\n]]/v;
/** A character that is visible in print; the braille blank and the null notehead are not. */
const MARK_ON_PAPER = /[[\p{L}\p{N}\p{P}\p{S}]--[\u2800\u{1d159}]]/v;

/** Converts to NFC, removes invisible characters (zero-width, soft hyphens, fillers) and trims. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text.normalize('NFC').replace(HIDDEN, '$1').trim();
}

/** Turns any text into one line. For texts stored before they were validated. */
export const singleLine = (text: string): string =>
  cleanText(PLAIN.test(text) ? text : text.replace(CONTROL_RUNS, ' '));

/** Why a text is refused, for messages in the reader's language (`params.fault` of the issue). */

export type TextFault = 'control_characters' | 'nothing_visible' | 'not_a_name';

const fault = (name: TextFault, message: string) => ({ message, params: { fault: name } });
const NO_CONTROLS = fault(
  'control_characters',
  'must not have line breaks, control characters or direction overrides',
);
const SOMETHING_VISIBLE = fault('nothing_visible', 'needs a visible character');
const A_NAME = fault(
  'not_a_name',
  "may have letters, digits, spaces and the signs . , ' - _ ( ) & · only, and no web address",
);

const cleaned = (max: number) => z.string().overwrite(cleanText).max(max);
const oneLine = (max: number) => cleaned(max).refine((text) => !CONTROLS.test(text), NO_CONTROLS);

/** One line of up to `max` characters, possibly empty. Cleaned by `cleanText`. */
export const visibleTextOrNone = (max: number) => oneLine(max);

/** One visible line of 1 to `max` characters, for mails, text messages, logs and the gateway. */
export const visibleText = (max: number) =>
  oneLine(max)
    .min(1)
    .refine((text) => text === '' || MARK_ON_PAPER.test(text), SOMETHING_VISIBLE);

/** Like `visibleTextOrNone`, with line breaks and tabs. */
export const visibleLines = (max: number) =>
  z
    .string()
    .overwrite((text) => cleanText(text.replaceAll('\r\n', '\n')))
    .max(max)
    .refine((text) => !CONTROLS_BUT_LINES.test(text), NO_CONTROLS);

const MAX_NAME_CHARS = 40;
const NAME_CHARACTERS = /^[\p{L}\p{M}\p{N} .,'’\-_()&·・]*$/u;
/** Mail programs turn a dot before two letters into a link. */
const LIKE_AN_ADDRESS = /\.[\p{L}\p{N}]{2}|^www\.|@/iv;

/** A person's name: letters, digits, spaces and few signs, up to 40 characters, no links. */
export const personName = visibleText(MAX_NAME_CHARS)
  .overwrite((text) => text.replace(/\p{Zs}+/gv, ' '))
  .refine((text) => NAME_CHARACTERS.test(text) && !LIKE_AN_ADDRESS.test(text), A_NAME);
