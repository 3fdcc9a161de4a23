/** One series of a scrape. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly series: readonly Series[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)(?: (-?\\d+))?$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/**
 * Parses a scrape strictly by the text format 0.0.4. Throws an error with the line for anything
 * that the format does not allow: a sample without its family, a repeated series, a bad value.
 */
export function parseExposition(text: string): readonly Family[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, { name: string; type: string; help: string; series: Series[] }>();
  const seen = new Set<string>();
  let current: { name: string; type: string; help: string; series: Series[] } | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const fault = (what: string) => new Error(`${what}: ${line}`);
    if (line.startsWith('#')) {
      const [, kind, name = '', rest = ''] = COMMENT.exec(line) ?? [];
      if (kind === undefined) throw fault('an unknown comment');
      if (current?.name !== name) {
        if (families.has(name)) throw fault('a family in two places');
        current = { name, type: '', help: '', series: [] };
        families.set(name, current);
      }
      if (kind === 'TYPE' && !TYPES.has(rest)) throw fault('an unknown type');
      if (kind === 'TYPE') current.type = rest;
      else current.help = rest;
      continue;
    }
    const [, name = '', labelText = '', valueText = ''] = SAMPLE.exec(line) ?? [];
    if (name === '') throw fault('not a sample');
    if (current === undefined || !belongs(current, name)) throw fault('a sample without its family');
    const labels = readLabels(labelText);
    if (labels === null) throw fault('malformed labels');
    const value = readValue(valueText);
    if (value === null) throw fault('a malformed value');
    const key = `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
    if (seen.has(key)) throw fault('a repeated series');
    seen.add(key);
    current.series.push({ name, labels, value });
  }
  for (const { name, type, help } of families.values())
    if (type === '' || help === '') throw new Error(`${name} has no type or no help`);
  return [...families.values()];
}

const belongs = (family: { readonly name: string; readonly type: string }, name: string): boolean =>
  (SUFFIXES[family.type] ?? ['']).some((suffix) => family.name + suffix === name);

function readLabels(text: string): Record<string, string> | null {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined || name in labels) return null;
    labels[name] = value;
  }
  return labels;
}

const SPECIAL: Readonly<Record<string, number>> = {
  '+Inf': Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
  NaN: Number.NaN,
  Nan: Number.NaN,
};

function readValue(text: string): number | null {
  const special = SPECIAL[text];
  if (special !== undefined) return special;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
