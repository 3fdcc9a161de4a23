interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  /** From zero. */
  readonly lineNumber: number;
}

/** A CPU profile as V8 writes it; opens in Chrome's developer tools and in speedscope. */
interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

/** Takes CPU profiles of another Node process. */
interface Profiler {
  start(): Promise<void>;
  stop(): Promise<CpuProfile>;
  close(): void;
}

/** Connects to the inspector (Chrome DevTools Protocol) of a process started with `--inspect`. */
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

/** Functions by their own share of the time a process was busy; greatest first. */
export interface Hotspots {
  readonly busyShare: number;
  readonly functions: readonly { readonly name: string; readonly share: number }[];
}

const IDLE = '(idle)';

/** Sums a profile up by function. */
export function findHotspots(profile: CpuProfile, most = 25): Hotspots {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const functions = new Map<string, number>();
  let total = 0;
  let busy = 0;
  for (const [at, id] of profile.samples.entries()) {
    const micros = profile.timeDeltas[at] ?? 0;
    const frame = frames.get(id);
    total += micros;
    if (!frame || frame.functionName === IDLE) continue;
    busy += micros;
    const name = nameOf(frame);
    functions.set(name, (functions.get(name) ?? 0) + micros);
  }
  const sorted = [...functions].toSorted((a, b) => b[1] - a[1]).slice(0, most);
  return {
    busyShare: busy / total,
    functions: sorted.map(([name, micros]) => ({ name, share: micros / busy })),
  };
}

const REPOSITORY = new URL('../../', import.meta.url).href;

/** A function with its file and line; V8 knows no file for its own and native code. */
function nameOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName || '(anonymous)';
  const file = url.replace(/^.*\/node_modules\//, 'node_modules/').replace(REPOSITORY, '');
  return url === '' ? name : `${name} ${file}:${lineNumber + 1}`;
}
