import type { CollectedSpan } from './collector.ts';

/** The spans of a trace, and the batches and pages that are linked to it. */
export const spansOfTrace = (spans: readonly CollectedSpan[], traceId: string): readonly CollectedSpan[] =>
  spans.filter((span) => span.traceId === traceId || span.links.some((link) => link.traceId === traceId));

/** The parent of a span, or the first span that it links to. */
function parentOf(span: CollectedSpan, traceId: string): string | undefined {
  if (span.traceId === traceId) return span.parentSpanId;
  return span.links.find((link) => link.traceId === traceId)?.spanId;
}

/** One line for each span, indented below the one above it; `~` marks a linked span. */
export function drawTree(spans: readonly CollectedSpan[], traceId: string): readonly string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const lines: string[] = [];
  const draw = (parent: string | undefined, depth: number): void => {
    const children = spans
      .filter((span) => {
        const above = parentOf(span, traceId);
        return parent === undefined ? above === undefined || !known.has(above) : above === parent;
      })
      .toSorted((a, b) => a.startMs - b.startMs);
    for (const span of children) {
      const mark = span.traceId === traceId ? '' : '~ ';
      const title = `${'   '.repeat(depth)}${mark}${span.name}`;
      const times = `${span.durationMs.toFixed(1).padStart(8)} ms`;
      lines.push(
        `${title.padEnd(52)} ${times}  ${span.process.padEnd(20)} ${span.spanId} ${idOf(span)}`.trimEnd(),
      );
      draw(span.spanId, depth + 1);
    }
  };
  draw(undefined, 0);
  return lines;
}

/** The id by which the log knows the work of a span: of its job or its request. */
export const idOf = ({ attributes }: CollectedSpan): string =>
  attributes['messaging.message.id'] ?? attributes['concert_mania.request_id'] ?? '';

/** The levels of a purchase, by the names of their spans. */
const LEVELS: readonly (readonly [level: string, name: RegExp])[] = [
  ['HTTP', /^POST \/v1\/(reservations|payments)$/],
  ['accept', /^accept /],
  ['batch', /^decide batch of /],
  ['gateway', /^gateway confirm$/],
  ['notice', /^process notice$/],
];

/** The levels of a purchase that no span shows. */
export const missingLevels = (spans: readonly CollectedSpan[]): readonly string[] =>
  LEVELS.filter(([, name]) => !spans.some((span) => name.test(span.name))).map(([level]) => level);
