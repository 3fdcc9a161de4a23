/** The part of an `AbortSignal` that a wait needs. An `AbortSignal` fits it. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Ends one wait early. Thousands of requests wait at a time: an `AbortController` for each of them
 * would keep the garbage collector busy. Has one listener.
 */
export class Stopper implements StopSignal {
  aborted = false;
  #listener: (() => void) | undefined;

  addEventListener(_: 'abort', listener: () => void): void {
    if (this.#listener !== undefined) throw new Error('a stopper with a listener was given a second one');
    this.#listener = listener;
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
  }

  abort(): void {
    this.aborted = true;
    this.#listener?.();
  }
}
