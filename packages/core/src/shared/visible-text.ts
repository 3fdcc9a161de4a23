import { z } from 'zod';

/** Nothing to clean: printable ASCII and Hangul syllables, which is most of what is sent. */
const PLAIN = /^[ -~\uac00-\ud7a3]*$/;

// Joiners are kept where they are part of an emoji, or where Arabic and Indic scripts need them
// (RFC 5892, appendix A). Bidi controls stay, because they are refused instead of removed.
const HIDDEN =
  /(\p{RGI_Emoji}|(?<=[\p{Script=Arabic}\p{M}])[\u200c\u200d])|[\p{Default_Ignorable_Code_Point}--[\u202a-\u202e\u2066-\u2069]]/gv;

const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/v;
const CONTROL_RUNS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gv;
const CONTROLS_BUT_LINES = /[[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]--[\t\n]]/v;
/** A character that leaves a mark on paper; the braille blank and the null notehead leave none. */
const MARK_ON_PAPER = /[[\p{L}\p{N}\p{P}\p{S}]--[\u2800\u{1d159}]]/v;

/** NFC, without the characters that nobody sees (zero-width, soft hyphens, fillers), trimmed. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text.normalize('NFC').replace(HIDDEN, '$1').trim();
}

/** A text as one line, whatever it holds: for what was stored before texts were checked. */
export const singleLine = (text: string): string =>
  cleanText(PLAIN.test(text) ? text : text.replace(CONTROL_RUNS, ' '));

/** Why a text is refused, for whoever words it in the reader's language (`params.fault` of the issue). */

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

/** One line of up to `max` characters, which may be empty. Cleaned by `cleanText`. */
export const visibleTextOrNone = (max: number) => oneLine(max);

/**
 * One line that a person can see, of 1 to `max` characters. For every text that ends in a mail, a
 * text message, a log or at the gateway. Cleaned by `cleanText`.
 */
export const visibleText = (max: number) =>
  oneLine(max)
    .min(1)
    .refine((text) => text === '' || MARK_ON_PAPER.test(text), SOMETHING_VISIBLE);

/** As `visibleTextOrNone`, with line breaks and tabs. */
export const visibleLines = (max: number) =>
  z
    .string()
    .overwrite((text) => cleanText(text.replaceAll('\r\n', '\n')))
    .max(max)
    .refine((text) => !CONTROLS_BUT_LINES.test(text), NO_CONTROLS);

const MAX_NAME_CHARS = 40;
const NAME_CHARACTERS = /^[\p{L}\p{M}\p{N} .,'’\-_()&·・]*$/u;
/** A dot with two letters behind it is what mail programs turn into a link. */
const LIKE_AN_ADDRESS = /\.[\p{L}\p{N}]{2}|^www\.|@/iv;

/** The name of a person: letters, digits, spaces and few signs, up to 40 characters, nothing that could be a link. */
export const personName = visibleText(MAX_NAME_CHARS)
  .overwrite((text) => text.replace(/\p{Zs}+/gv, ' '))
  .refine((text) => NAME_CHARACTERS.test(text) && !LIKE_AN_ADDRESS.test(text), A_NAME);
