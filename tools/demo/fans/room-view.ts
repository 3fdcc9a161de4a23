import type { Place, Serving } from '@concert-mania/client/waiting-room';

/** The waiting room as it looks from outside, and from where a few fans stand. */
export interface RoomView {
  heard(state: Serving): void;
  /** A fan got a place. Ignores fans who are not in the sample. */
  onPlace(fan: number, place: Place): void;
  lines(): readonly string[];
}

const number = new Intl.NumberFormat('en-US');
const DIGITS_SHOWN = 12;

/**
 * Of so many fans, in the order in which they come, some to follow: of those who come early, of
 * those in the rush, of the last.
 */
export function pickSamples(fans: number): readonly number[] {
  return [...new Set([0.02, 0.08, 0.3, 0.6, 0.95].map((share) => Math.floor(fans * share)))];
}

/** Follows a room and some of its fans. */
export function makeRoomView(samples: readonly number[]): RoomView {
  const places = new Map<number, Place>();
  let room: Serving | null = null;
  return {
    heard: (state) => {
      room = state;
    },
    onPlace: (fan, place) => {
      if (samples.includes(fan)) places.set(fan, place);
    },
    lines: () => [
      room === null ? 'waiting room: empty' : describeRoom(room),
      ...samples.map((fan) => `fan ${fan + 1}: ${describeSample(places.get(fan))}`),
    ],
  };
}

function describeRoom({
  status,
  waiting,
  active,
  servingSequence,
  admissionRatePerSecond,
  shuffle,
}: Serving) {
  const short = (text: string) => `${text.slice(0, DIGITS_SHOWN)}…`;
  if (status === 'pre_open') {
    const promise = shuffle ? `; the seed of their draw has the hash ${short(shuffle.seedHash)}` : '';
    return `waiting room: not open, ${number.format(waiting)} gathered${promise}`;
  }
  const over = { open: '', sold_out: ', sold out', closed: ', sale over' }[status];
  const drawn = shuffle?.seed ? `; drawn by the seed ${short(shuffle.seed)}` : '';
  const rate = `${number.format(Math.round(admissionRatePerSecond))}/s`;
  return `waiting room: at number ${number.format(servingSequence)}, ${number.format(waiting)} wait, ${number.format(active)} inside, ${rate}${over}${drawn}`;
}

function describeSample(place: Place | undefined): string {
  if (place === undefined) return 'not there yet';
  const { status, sequence, ahead, estimatedWaitSeconds } = place;
  if (status === 'pre_open') return 'early, place to be drawn';
  if (status === 'admitted') return `number ${number.format(sequence)}, admitted`;
  if (status === 'expired') return 'place over';
  const wait = estimatedWaitSeconds == null ? '' : `, about ${number.format(estimatedWaitSeconds)} s`;
  return `number ${number.format(sequence)}, ${number.format(ahead ?? 0)} ahead${wait}`;
}
