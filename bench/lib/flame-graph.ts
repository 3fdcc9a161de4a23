import { escapeXml, legend, type PlotTexts, round, svg, TOP, WIDTH } from './plots/plot-marks.ts';
import { type CallFrame, type CpuProfile, IDLE, NODE, nameOf, roomOf } from './profiler.ts';

/** A function as it was called from the one below it, with all that it called. */
interface Call {
  readonly frame: CallFrame;
  readonly children: Map<string, Call>;
  selfMicros: number;
  micros: number;
}

const MARGIN = 12;
const LEGEND = 24;
const ROW = 17;
const GAP = 1;
const LETTER = 5.9;
const FEWEST_LETTERS = 3;
/** What is narrower than this share of the busy time is left out. */
const LEAST_SHARE = 0.003;
/** Colours of `plot-marks.ts`: so many rooms have one of their own, the others are grey. */
const COLOURS = 5;
const OTHERS = 'others';
const RUNTIME = 'Node.js, V8';
const STYLE = '.call{fill-opacity:.5}.call+text{font-size:11px;pointer-events:none}';

/** A flame graph as an SVG document: who called whom and how long it took, the widest first. Idle time is left out. */
export function flameGraph({ profile, ...texts }: PlotTexts & { readonly profile: CpuProfile }): string {
  const root = fold(profile);
  const parts = chooseParts(root);
  const depth = depthOf(root, root.micros * LEAST_SHARE);
  const bottom = TOP + LEGEND + depth * ROW;
  const marks: string[] = [];
  const draw = (calls: Iterable<Call>, x: number, level: number) => {
    let from = x;
    for (const call of [...calls].toSorted((a, b) => b.micros - a.micros)) {
      if (call.micros < root.micros * LEAST_SHARE) return;
      const width = (call.micros / root.micros) * (WIDTH - 2 * MARGIN);
      const share = (call.micros / root.micros) * 100;
      const tone = parts.indexOf(partOf(call.frame, parts));
      marks.push(callMark({ call, x: from, y: bottom - (level + 1) * ROW, width, share, tone }));
      draw(call.children.values(), from, level + 1);
      from += width;
    }
  };
  draw(root.children.values(), MARGIN, 0);
  return svg({ ...texts, bottom, body: [`<style>${STYLE}</style>`, ...legend(parts), ...marks] });
}

/** The tree of calls: the same function called from the same place is one call, however often V8 lists it. */
function fold({ nodes, samples, timeDeltas }: CpuProfile): Call {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const micros = new Map<number, number>();
  for (const [at, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[at] ?? 0));
  const called = new Set(nodes.flatMap((node) => node.children ?? []));
  const add = (to: Call, id: number): void => {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === IDLE) return;
    const name = nameOf(node.callFrame);
    const call = to.children.get(name) ?? newCall(node.callFrame);
    to.children.set(name, call);
    call.selfMicros += micros.get(id) ?? 0;
    for (const child of node.children ?? []) add(call, child);
  };
  const root = newCall({ functionName: '', url: '', lineNumber: 0 });
  for (const { id, children = [] } of nodes)
    if (!called.has(id)) for (const child of children) add(root, child);
  sum(root);
  return root;
}

const newCall = (frame: CallFrame): Call => ({ frame, children: new Map(), selfMicros: 0, micros: 0 });

function sum(call: Call): number {
  call.micros = call.selfMicros;
  for (const child of call.children.values()) call.micros += sum(child);
  return call.micros;
}

function depthOf(call: Call, leastMicros: number): number {
  const shown = [...call.children.values()].filter(({ micros }) => micros >= leastMicros);
  return shown.length === 0 ? 0 : 1 + Math.max(...shown.map((child) => depthOf(child, leastMicros)));
}

const isRuntime = (room: string): boolean => room === NODE || room.startsWith('(');

/** The parts of the legend: the rooms with the most time of their own, then the others, then what is nobody's package. */
function chooseParts(root: Call): readonly string[] {
  const own = new Map<string, number>();
  const visit = (call: Call): void => {
    const room = roomOf(call.frame);
    own.set(room, (own.get(room) ?? 0) + call.selfMicros);
    for (const child of call.children.values()) visit(child);
  };
  for (const child of root.children.values()) visit(child);
  const rooms = [...own].filter(([room]) => !isRuntime(room)).toSorted((a, b) => b[1] - a[1]);
  return [...rooms.slice(0, COLOURS).map(([room]) => room), OTHERS, RUNTIME];
}

function partOf(frame: CallFrame, parts: readonly string[]): string {
  const room = roomOf(frame);
  if (isRuntime(room)) return RUNTIME;
  return parts.includes(room) ? room : OTHERS;
}

function callMark(mark: {
  readonly call: Call;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly share: number;
  readonly tone: number;
}): string {
  const { call, x, y, width, share, tone } = mark;
  const about = `<title>${escapeXml(nameOf(call.frame))}: ${share.toFixed(1)} %</title>`;
  const shape = `<rect class="call part-${tone}" x="${round(x)}" y="${y}" width="${round(width - GAP)}" height="${ROW - GAP}" rx="1">${about}</rect>`;
  const letters = Math.floor((width - 6) / LETTER);
  if (letters < FEWEST_LETTERS) return shape;
  const name = call.frame.functionName || '(anonymous)';
  const text = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
  return `${shape}<text class="ink" x="${round(x + 3)}" y="${y + 12}">${escapeXml(text)}</text>`;
}
