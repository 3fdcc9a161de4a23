import type { MapWords } from './drawing/painter.ts';
import { NOT_FOR_SALE, type SeatStatus, STATES } from './hall/seat-states.ts';
import { bringIntoView, listenToHand } from './hand.ts';
import { makeListeners } from './listeners.ts';
import { makeScreen, type ScreenOptions } from './screen.ts';
import type { SeatChange, SeatLayout } from './seat-layout.ts';

export interface SeatMap {
  /** One character per seat: A, H, S or N. */
  setStatuses(availability: string): void;
  /** Redraws once, in the next frame. */
  change(changes: readonly SeatChange[]): void;
  statusOf(seatNumber: number): SeatStatus;
  setSelected(seatNumbers: ReadonlySet<number>): void;
  setWords(words: MapWords): void;
  /** Brings a seat into view, large enough to be picked. */
  focusSeat(seatNumber: number): void;
  showZone(zone: string): void;
  showAll(): void;
  /** Zooms around the middle. */
  zoom(factor: number): void;
  /** A click, a tap, or Enter on any seat, free or not. */
  onPick(listener: (seatNumber: number) => void): () => void;
  /** The seat under the mouse, or the keyboard's new place. */
  onHover(listener: (seatNumber: number | null) => void): () => void;
  /** After each change of the part in view. */
  onMove(listener: (seen: { readonly isWhole: boolean }) => void): () => void;
  /** After the canvas changed its size. */
  resize(): void;
  close(): void;
}

/** Draws a hall on the canvas and lets people look around and pick seats. */
export function makeSeatMap(canvas: HTMLCanvasElement, layout: SeatLayout, options: ScreenOptions): SeatMap {
  const closing = new AbortController();
  const { signal } = closing;
  const picks = makeListeners<number>();
  const hovers = makeListeners<number | null>();
  const moves = makeListeners<{ readonly isWhole: boolean }>();
  const shown = { ...options };
  const screen = makeScreen(canvas, layout, shown, moves.tell, signal);
  const { hall, states, lens, marks, redraw } = screen;
  const listeners = {
    picked: (seat: number) => picks.tell(seat + 1),
    hovered: (seat: number | null) => hovers.tell(seat === null ? null : seat + 1),
  };
  listenToHand(canvas, screen, listeners, signal);
  screen.refresh();
  screen.resize();
  return {
    setStatuses: (availability) => {
      states.load(availability);
      screen.refresh();
    },
    change: (changes) => {
      states.apply(changes);
      screen.refresh();
    },
    statusOf: (seatNumber) => STATES[states.of[seatNumber - 1] ?? NOT_FOR_SALE] ?? 'N',
    setSelected: (seatNumbers) => {
      marks.chosen = new Set([...seatNumbers].map((seatNumber) => seatNumber - 1));
      redraw();
    },
    setWords: (words) => {
      shown.words = words;
      redraw();
    },
    focusSeat: (seatNumber) => {
      marks.cursor = seatNumber - 1;
      bringIntoView(screen, marks.cursor);
      redraw();
    },
    showZone: (name) => {
      const zone = hall.zones.find((each) => each.name === name);
      if (zone !== undefined) lens.show(zone.bounds);
    },
    showAll: lens.showAll,
    zoom: lens.zoomMiddle,
    onPick: picks.add,
    onHover: hovers.add,
    onMove: moves.add,
    resize: screen.resize,
    close: () => closing.abort(),
  };
}
