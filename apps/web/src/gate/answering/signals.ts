import type { Verdict } from '../deciding/decide-locally.ts';

interface Tone {
  readonly hertz: number;
  readonly ms: number;
  readonly wave?: OscillatorType;
}

interface Signal {
  readonly tones: readonly Tone[];
  /** Milliseconds on and off, in turns. */
  readonly vibration: readonly number[];
}

/** Distinct by ear: rising, two low, one long, down and up, three short. */
export const SIGNALS: Readonly<Record<Verdict['result'], Signal>> = {
  admitted: {
    tones: [
      { hertz: 660, ms: 90 },
      { hertz: 990, ms: 160 },
    ],
    vibration: [60],
  },
  already_used: {
    tones: [
      { hertz: 330, ms: 180, wave: 'square' },
      { hertz: 0, ms: 70 },
      { hertz: 330, ms: 180, wave: 'square' },
    ],
    vibration: [180, 70, 180],
  },
  void: { tones: [{ hertz: 160, ms: 650, wave: 'sawtooth' }], vibration: [650] },
  wrong_performance: {
    tones: [
      { hertz: 520, ms: 140, wave: 'triangle' },
      { hertz: 390, ms: 140, wave: 'triangle' },
      { hertz: 520, ms: 140, wave: 'triangle' },
    ],
    vibration: [140, 40, 140, 40, 140],
  },
  unknown: {
    tones: [
      { hertz: 240, ms: 90, wave: 'square' },
      { hertz: 0, ms: 60 },
      { hertz: 240, ms: 90, wave: 'square' },
      { hertz: 0, ms: 60 },
      { hertz: 240, ms: 90, wave: 'square' },
    ],
    vibration: [90, 60, 90, 60, 90],
  },
};

const MS_PER_SECOND = 1_000;
const LOUDNESS = 0.25;
const FADE_SECONDS = 0.012;

let audio: AudioContext | null = null;

/** Browsers allow sound only after a touch or a key. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume().catch(() => undefined);
}

/** Plays the sound of an answer, and lets the phone vibrate. */
export function signal(result: Verdict['result']): void {
  const { tones, vibration } = SIGNALS[result];
  navigator.vibrate?.([...vibration]);
  if (audio === null) return;
  let at = audio.currentTime;
  for (const tone of tones) {
    if (tone.hertz > 0) play(audio, tone, at);
    at += tone.ms / MS_PER_SECOND;
  }
}

function play(context: AudioContext, { hertz, ms, wave = 'sine' }: Tone, at: number): void {
  const end = at + ms / MS_PER_SECOND;
  const volume = context.createGain();
  // Without fading, each tone begins and ends with a click.
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + FADE_SECONDS);
  volume.gain.setValueAtTime(LOUDNESS, end - FADE_SECONDS);
  volume.gain.linearRampToValueAtTime(0, end);
  const tone = new OscillatorNode(context, { type: wave, frequency: hertz });
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(end);
}
