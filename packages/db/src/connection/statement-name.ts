/** More names than this become one, so that the label of a metric stays small. */
const MAX_NAMES = 45;
const MAX_TEXTS = 2_000;
const OTHER = 'other';
/** The first table that a statement writes or reads, past names of functions and subqueries. */
const WRITE = '(insert into|(?<!for )update|delete from)\\s+(?!set\\b)([a-z_]+)\\b';
const READ = 'from\\s+(?!only\\b|lateral\\b)([a-z_]+)\\b(?!\\s*\\()';
const ACTION = new RegExp(`\\b(?:${WRITE}|${READ})`, 'i');

const names = new Set<string>();
const byText = new Map<string, string>();

/** A short name of a statement for metrics and logs: its verb and its first table. */
export function statementName(text: string): string {
  const known = byText.get(text);
  if (known !== undefined) return known;
  const derived = derive(text);
  const isNew = !names.has(derived);
  const name = isNew && names.size >= MAX_NAMES ? OTHER : derived;
  names.add(name);
  if (byText.size < MAX_TEXTS) byText.set(text, name);
  return name;
}

function derive(text: string): string {
  const [, write, written, read] = ACTION.exec(text) ?? [];
  if (write !== undefined) return `${write.split(/\s/)[0]} ${written}`.toLowerCase();
  if (read !== undefined) return `select ${read}`.toLowerCase();
  return /^\s*([a-z]+)/i.exec(text)?.[1]?.toLowerCase() ?? OTHER;
}
