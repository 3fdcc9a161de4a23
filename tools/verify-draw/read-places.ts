const LINE = /^(\d+)[\s,;]+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * Reads a list of places: `sequence token` on each line, separated by spaces, a comma or a
 * semicolon. Throws on any other line.
 */
export function readPlaces(text: string): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const [, sequence, token] = LINE.exec(line.trim()) ?? [];
    if (sequence === undefined || token === undefined)
      throw new Error(`line ${at + 1} is not a sequence and a token: ${line.trim()}`);
    if (places.has(token.toLowerCase())) throw new Error(`line ${at + 1} repeats the token ${token}`);
    places.set(token.toLowerCase(), Number(sequence));
  }
  return places;
}
