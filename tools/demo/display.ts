import cliProgress from 'cli-progress';
import type { Tally } from './proof/tally.ts';

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

type Notes = () => readonly string[];

/** How a display shows its present state, how often, and how it ends. */
interface View {
  readonly everyMs: number;
  update(): void;
  end(): void;
}

/**
 * Shows gauges and lines of text until `stop` or the interruption: bars on a terminal, else a line
 * every two seconds.
 */
export function showGauges(
  stream: NodeJS.WriteStream,
  gauges: readonly Gauge[],
  interrupted: AbortSignal,
  notes: Notes = () => [],
): { stop(): void } {
  const view = stream.isTTY ? makeBars(stream, gauges, notes) : makeLines(stream, gauges, notes);
  const timer = setInterval(view.update, view.everyMs);
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    clearInterval(timer);
    view.update();
    view.end();
  };
  interrupted.addEventListener('abort', stop);
  return { stop };
}

function makeBars(stream: NodeJS.WriteStream, gauges: readonly Gauge[], notes: Notes): View {
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
  return {
    everyMs: BAR_UPDATE_MS,
    update: () => {
      for (const [at, text] of notes().entries()) texts[at]?.update(0, { text });
      for (const { gauge, bar } of pairs) {
        const total = gauge.total();
        bar.setTotal(total);
        bar.update(Math.min(gauge.value(), total), { shown: shown(gauge) });
      }
    },
    end: () => bars.stop(),
  };
}

function makeLines(stream: NodeJS.WriteStream, gauges: readonly Gauge[], notes: Notes): View {
  const startedMs = performance.now();
  return {
    everyMs: LINE_EVERY_MS,
    update: () => {
      const seconds = Math.round((performance.now() - startedMs) / 1_000);
      const parts = gauges.map(({ name, value, total }) => `${name} ${value()}/${total()}`);
      stream.write(`  ${String(seconds).padStart(3)} s  ${parts.join('  ')}\n`);
      for (const text of notes()) stream.write(`         ${text}\n`);
    },
    end: () => undefined,
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
