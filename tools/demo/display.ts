import cliProgress from 'cli-progress';
import type { Tally } from './proof/tally.ts';

/**
 * Shows progress until `stop`: bars on a terminal, else a line every two
 * seconds.
 */
export interface Display {
  stop(): void;
}

const BAR_UPDATE_MS = 100;
const LINE_EVERY_MS = 2_000;
const BAR_WIDTH = 32;
const NAME_WIDTH = 15;

interface Gauge {
  readonly name: string;
  readonly total: () => number;
  readonly value: () => number;
}

const number = new Intl.NumberFormat('en-US');

/**
 * Shows gauges on a stream, and lines of text under them; when interrupted, leaves the terminal as
 * it was.
 */
export function showGauges(
  stream: NodeJS.WriteStream,
  gauges: readonly Gauge[],
  interrupted: AbortSignal,
  notes: () => readonly string[] = () => [],
): Display {
  const display = stream.isTTY ? showBars(stream, gauges, notes) : showLines(stream, gauges, notes);
  let stopped = false;
  const stop = () => {
    if (!stopped) display.stop();
    stopped = true;
  };
  interrupted.addEventListener('abort', stop);
  return { stop };
}

function showBars(
  stream: NodeJS.WriteStream,
  gauges: readonly Gauge[],
  notes: () => readonly string[],
): Display {
  const bars = new cliProgress.MultiBar(
    {
      stream,
      hideCursor: true,
      barsize: BAR_WIDTH,
      emptyOnZero: true,
      gracefulExit: false,
      format: `  {name} {bar} {shown}`,
    },
    cliProgress.Presets.shades_classic,
  );
  const shown = ({ value, total }: Gauge) => `${number.format(value())} / ${number.format(total())}`;
  const pairs = gauges.map((gauge) => ({
    gauge,
    bar: bars.create(gauge.total(), 0, { name: gauge.name.padEnd(NAME_WIDTH), shown: shown(gauge) }),
  }));
  const texts = notes().map((text) => bars.create(1, 0, { text }, { format: '  {text}' }));
  const update = () => {
    for (const [at, text] of notes().entries()) texts[at]?.update(0, { text });
    for (const { gauge, bar } of pairs) {
      const total = gauge.total();
      bar.setTotal(total);
      bar.update(Math.min(gauge.value(), total), { shown: shown(gauge) });
    }
  };
  const timer = setInterval(update, BAR_UPDATE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      update();
      bars.stop();
    },
  };
}

function showLines(
  stream: NodeJS.WriteStream,
  gauges: readonly Gauge[],
  notes: () => readonly string[],
): Display {
  const startedMs = performance.now();
  const say = () => {
    const seconds = Math.round((performance.now() - startedMs) / 1_000);
    const parts = gauges.map(({ name, value, total }) => `${name} ${value()}/${total()}`);
    stream.write(`  ${String(seconds).padStart(3)} s  ${parts.join('  ')}\n`);
    for (const text of notes()) stream.write(`         ${text}\n`);
  };
  const timer = setInterval(say, LINE_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      say();
    },
  };
}

/** The gauges of a rush. */
export function rushGauges(
  tally: Tally,
  size: { readonly fans: number; readonly seats: number },
): readonly Gauge[] {
  const fans = () => size.fans;
  const seats = () => size.seats;
  return [
    { name: 'fans arrived', total: fans, value: () => tally.arrived },
    { name: 'fans admitted', total: fans, value: () => tally.admitted },
    { name: 'seats held', total: seats, value: () => tally.seatsHeld },
    { name: 'seats sold', total: seats, value: () => tally.seatsSold },
    { name: 'holds expired', total: () => tally.held, value: () => tally.expired },
    { name: 'fans done', total: fans, value: () => tally.finished },
  ];
}
