/** What stands between the mark and the next quotation mark. Throws when the mark is missing. */
export function textAfter(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`no ${mark} in ${text}`);
  const from = at + mark.length;
  return text.slice(from, text.indexOf('"', from));
}
