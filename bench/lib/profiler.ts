export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From zero. */
  readonly lineNumber: number;
}

/** A CPU profile as V8 writes it; opens in Chrome's developer tools and in speedscope. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** Takes CPU profiles of another Node process, through its inspector (Chrome DevTools Protocol, domain Profiler). */
export interface Profiler {
  start(): Promise<void>;
  stop(): Promise<CpuProfile>;
  close(): void;
}

/** Connects to the inspector of a process that was started with `--inspect`. */
export async function connectProfiler(inspectorUrl: string): Promise<Profiler> {
  const socket = new WebSocket(inspectorUrl);
  const waiting = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  socket.addEventListener('message', (event) => {
    const message: { id?: number; result?: unknown } = JSON.parse(String(event.data));
    if (message.id !== undefined) waiting.get(message.id)?.(message.result);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${inspectorUrl}`)));
  });
  const call = (method: string) =>
    new Promise<unknown>((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      socket.send(JSON.stringify({ id: lastId, method }));
    });
  await call('Profiler.enable');
  return {
    start: async () => {
      await call('Profiler.start');
    },
    stop: async () => {
      const { profile } = (await call('Profiler.stop')) as { profile: CpuProfile };
      return profile;
    },
    close: () => socket.close(),
  };
}

/** What V8 calls the time in which there was nothing to do. */
export const IDLE = '(idle)';

/** Where a process spends its time: shares of the time it was busy, greatest first. */
export interface Hotspots {
  readonly busyShare: number;
  readonly rooms: readonly Hotspot[];
  readonly functions: readonly Hotspot[];
}
export interface Hotspot {
  readonly name: string;
  readonly share: number;
}

/** Sums a profile up by function and by room. */
export function findHotspots(profile: CpuProfile, most = 25): Hotspots {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const rooms = new Map<string, number>();
  const functions = new Map<string, number>();
  let total = 0;
  let idle = 0;
  for (const [at, id] of profile.samples.entries()) {
    const micros = profile.timeDeltas[at] ?? 0;
    const frame = frames.get(id);
    total += micros;
    if (!frame || frame.functionName === IDLE) {
      idle += micros;
      continue;
    }
    add(rooms, roomOf(frame), micros);
    add(functions, nameOf(frame), micros);
  }
  const busy = total - idle;
  return { busyShare: busy / total, rooms: top(rooms, busy, most), functions: top(functions, busy, most) };
}

const add = (sums: Map<string, number>, name: string, micros: number) =>
  sums.set(name, (sums.get(name) ?? 0) + micros);

const top = (sums: ReadonlyMap<string, number>, busy: number, most: number): readonly Hotspot[] =>
  [...sums]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([name, micros]) => ({ name, share: micros / busy }));

const REPOSITORY = new URL('../../', import.meta.url).href;

const shortPath = (url: string): string =>
  url.replace(/^.*\/node_modules\//, 'node_modules/').replace(REPOSITORY, '');

/** A function with its file, as short as they can be told apart. */
export function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${shortPath(url)}:${lineNumber + 1}`;
}

export const NODE = 'Node.js';

/** Whose a function is: a package's, one of our workspaces', Node's; what has no file goes by its own name. */
export function roomOf({ functionName, url }: CallFrame): string {
  if (url === '') return functionName.startsWith('(') ? functionName : NODE;
  if (url.startsWith('node:')) return NODE;
  const file = shortPath(url);
  const depth = file.startsWith('node_modules/@') ? 3 : 2;
  return file.split('/').slice(0, depth).join('/').replace('node_modules/', '');
}
