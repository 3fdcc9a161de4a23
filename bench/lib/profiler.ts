/** A CPU profile as V8 writes it; opens in Chrome's developer tools and in speedscope. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
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

/** Sums a profile up by function and by room: a package, one of our workspaces, or a part of Node. */
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
    if (!frame || frame.functionName === '(idle)') {
      idle += micros;
      continue;
    }
    const file = shortPath(frame.url);
    add(rooms, roomOf(file) || frame.functionName, micros);
    add(functions, `${frame.functionName || '(anonymous)'} ${file}:${frame.lineNumber + 1}`, micros);
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

function roomOf(file: string): string {
  const parts = file.split('/');
  const depth = file.startsWith('node_modules/@') ? 3 : 2;
  return parts.slice(0, depth).join('/');
}
