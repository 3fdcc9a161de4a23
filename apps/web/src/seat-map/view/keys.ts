import type { Direction } from '../hall/neighbours.ts';

export interface KeyTargets {
  move(direction: Direction): void;
  zoom(factor: number): void;
  pick(): void;
  showAll(): void;
}

export const KEY_ZOOM = 1.5;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Arrows move between seats, plus and minus zoom, Enter and space pick, 0 shows the whole hall. */
export function listenToKeys(canvas: HTMLCanvasElement, targets: KeyTargets, signal: AbortSignal): void {
  canvas.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (act(event.key, targets)) event.preventDefault();
    },
    { signal },
  );
}

function act(key: string, targets: KeyTargets): boolean {
  const direction = DIRECTIONS[key];
  if (direction !== undefined) targets.move(direction);
  else if (key === '+' || key === '=') targets.zoom(KEY_ZOOM);
  else if (key === '-') targets.zoom(1 / KEY_ZOOM);
  else if (key === 'Enter' || key === ' ') targets.pick();
  else if (key === '0') targets.showAll();
  else return false;
  return true;
}
