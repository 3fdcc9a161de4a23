import { makeSeatMap, type SeatMap } from '@concert-mania/web/seat-map/seat-map';
import type { MapPage } from '../map-page.ts';

declare global {
  var mapPage: MapPage;
}

const FOCUSED_PX = 32;
const HALL_ZOOM = 1.25;
const STEP_PX = 9;
const FRAMES_A_SIDE = 25;
const STATES = 'AHS';

const canvas = document.querySelector<HTMLCanvasElement>('#map');
const minimap = document.querySelector<HTMLCanvasElement>('#minimap');
if (canvas === null) throw new Error('the page has no canvas');
let map: SeatMap | null = null;
let middleSeat = 1;

/** Resolves after the browser has drawn what was asked for before. */
const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(null);
    });
  });

/** Milliseconds of script and of drawing on the main thread: of the event and of its frame. */
async function costOf(act: () => void): Promise<number> {
  let frameStartedMs = 0;
  requestAnimationFrame(() => {
    frameStartedMs = performance.now();
  });
  const startedMs = performance.now();
  act();
  const eventMs = performance.now() - startedMs;
  await drawn();
  return eventMs + performance.now() - frameStartedMs;
}

async function frames(count: number, act: (frame: number) => void): Promise<readonly number[]> {
  const costs: number[] = [];
  for (let frame = 0; frame < count; frame += 1) costs.push(await costOf(() => act(frame)));
  return costs;
}

globalThis.mapPage = {
  open: async (layoutText, availability) => {
    const startedMs = performance.now();
    map = makeSeatMap(canvas, JSON.parse(layoutText), {
      words: { stage: '무대', free: (share) => `${Math.round(share * 100)}%` },
      minimap,
    });
    map.setStatuses(availability);
    await drawn();
    middleSeat = availability.length >> 1;
    return performance.now() - startedMs;
  },
  show: async (seatPx) => {
    map?.showAll();
    if (seatPx !== null) map?.focusSeat(middleSeat);
    map?.zoom(seatPx === null ? HALL_ZOOM : seatPx / FOCUSED_PX);
    await drawn();
  },
  pan: (count) => {
    const at = { x: innerWidth / 2, y: innerHeight / 2 };
    return frames(count, (frame) => {
      const side = Math.floor(frame / FRAMES_A_SIDE) % 4;
      at.x += [STEP_PX, 0, -STEP_PX, 0][side] ?? 0;
      at.y += [0, STEP_PX, 0, -STEP_PX][side] ?? 0;
      canvas.dispatchEvent(
        new PointerEvent('pointermove', { pointerId: 1, pointerType: 'mouse', clientX: at.x, clientY: at.y }),
      );
    });
  },
  zoom: (count) => {
    const at = { clientX: innerWidth / 2, clientY: innerHeight / 2, cancelable: true };
    return frames(count, (frame) => {
      const deltaY = Math.floor(frame / FRAMES_A_SIDE) % 2 === 0 ? -40 : 40;
      canvas.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY }));
    });
  },
  change: (seats, changes, count) => {
    const next = (frame: number) =>
      Array.from({ length: changes }, (_, index) => {
        const seatNumber = 1 + ((index * 7_919 + frame * 104_729) % seats);
        return [seatNumber, STATES[(index + frame) % STATES.length] ?? 'A'] as const;
      });
    return frames(count, (frame) => map?.change(next(frame)));
  },
  fillRectangles: (rectangles, count) => {
    const pen = canvas.getContext('2d');
    return frames(count, () =>
      requestAnimationFrame(() => {
        for (let index = 0; index < rectangles; index += 1)
          pen?.fillRect((index * 13) % innerWidth, (index * 7) % innerHeight, 5, 5);
      }),
    );
  },
};
