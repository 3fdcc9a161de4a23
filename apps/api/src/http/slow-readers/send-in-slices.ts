import type { ServerResponse } from 'node:http';

/** Slices are small enough that a slow but active reader still shows progress. */
export const SLICE_BYTES = 256 * 1024;

/**
 * Writes a large body in slices, each after the one before has been flushed. Ends with the last.
 */
export function sendInSlices(
  response: ServerResponse,
  body: Uint8Array,
  end: (last: Uint8Array) => void,
): void {
  let at = 0;
  const send = (): void => {
    while (body.length - at > SLICE_BYTES) {
      const slice = body.subarray(at, at + SLICE_BYTES);
      at += SLICE_BYTES;
      if (!response.write(slice)) {
        response.once('drain', send);
        return;
      }
    }
    end(body.subarray(at));
  };
  send();
}
