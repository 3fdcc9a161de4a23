const EMAIL = /[^\s<>()[\]"'`:;,@/]{1,64}@[^\s<>()[\]"'`:;,@/]+\.[^\s<>()[\]"'`:;,@/]+/g;
/** International numbers, and Korean ones as people write them. */
const PHONE = /(?<![\w.-])(?:\+\d(?:[ -]?\d){7,14}|0\d{1,2}[ -]?\d{3,4}[ -]?\d{4})(?![\w-])/g;

/** Replaces mail addresses and phone numbers, which servers quote in their refusals. */
export const hidePersonalData = (text: string): string =>
  text.replace(EMAIL, '[address]').replace(PHONE, '[phone]');

/** The same in the messages of an error and its causes, for a queue that keeps errors. */
export function hideInError(error: unknown): void {
  for (let at = error; at instanceof Error; at = at.cause) {
    at.message = hidePersonalData(at.message);
    if (at.stack !== undefined) at.stack = hidePersonalData(at.stack);
  }
}
