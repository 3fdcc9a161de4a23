import type { Verdict } from '../deciding/decide-locally.ts';

/** The outline and the sign inside, on a square of 96. Each answer has a shape of its own. */
const PATHS: Readonly<Record<Verdict['result'], readonly [outline: string, sign: string]>> = {
  admitted: ['M48 6a42 42 0 1 0 0 84a42 42 0 1 0 0-84Z', 'M28 50l14 14l27-31'],
  already_used: ['M8 8h80v80h-80Z', 'M48 24v26l16 12'],
  void: ['M31 6h34l25 25v34l-25 25h-34l-25-25v-34Z', 'M33 33l30 30M63 33l-30 30'],
  wrong_performance: ['M48 4l44 44l-44 44l-44-44Z', 'M28 40h36l-8-8M68 56h-36l8 8'],
  unknown: ['M48 8l42 78h-84Z', 'M48 38v22M48 70v4'],
};

export function Shape({ result }: { readonly result: Verdict['result'] }) {
  const [outline, sign] = PATHS[result];
  return (
    <svg class="gate-shape" viewBox="0 0 96 96" aria-hidden="true">
      <path d={outline} />
      <path d={sign} class="gate-sign" />
    </svg>
  );
}
