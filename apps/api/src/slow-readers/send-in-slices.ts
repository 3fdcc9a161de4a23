import type { ServerResponse } from 'node:http';

/** What a connection must have taken before it is given more: a reader at work shows as one, however slow its network is. */
export const SLICE_BYTES = 256 * 1024;

/** Writes a large body slice by slice, each when the one before has left the process, and then calls `end` with the last. */
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
