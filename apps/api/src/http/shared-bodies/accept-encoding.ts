export type Encoding = 'br' | 'gzip' | 'identity';

/** The supported encodings, the smallest first. */
export const ENCODINGS: readonly Encoding[] = ['br', 'gzip', 'identity'];
const ALIASES: Readonly<Record<string, string>> = { 'x-gzip': 'gzip' };
const MOST_CODINGS = 16;
/** Less than any weight that a client can give. */
const IF_NOTHING_ELSE = 0.000_1;

/**
 * The encoding that the client prefers (RFC 9110, section 12.5.3); among equals the smallest. Falls
 * back to plain without the header, and for a client that accepts none of ours, even `identity`.
 */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined) return 'identity';
  const weights = readWeights(acceptEncoding);
  const weightOf = (coding: Encoding): number =>
    weights.get(coding) ?? weights.get('*') ?? (coding === 'identity' ? IF_NOTHING_ELSE : 0);
  const best = ENCODINGS.reduce((best, coding) => (weightOf(coding) > weightOf(best) ? coding : best));
  return weightOf(best) > 0 ? best : 'identity';
}

function readWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.split(',', MOST_CODINGS)) {
    const [name = '', ...parameters] = part.toLowerCase().split(';');
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean);
    const coding = name.trim();
    weights.set(ALIASES[coding] ?? coding, weight === undefined ? 1 : Number(weight) || 0);
  }
  return weights;
}
