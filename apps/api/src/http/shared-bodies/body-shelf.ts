import { type SharedBody, shareBody } from './shared-body.ts';

/** One of many bodies: `key` identifies its resource, `version` the state it was written from. */
export interface Wanted {
  readonly key: string;
  readonly version: string;
  /** The entity tag of the plain form, in quotes. */
  readonly etag: string;
  readonly write: () => Buffer;
}

export interface BodyShelf {
  /** The body of this version, or an earlier body that is still too recent to be rewritten. */
  take(wanted: Wanted): SharedBody;
  /** As `take`, or null if a body would have to be serialised. */
  find(wanted: Pick<Wanted, 'key' | 'version'>): SharedBody | null;
  readonly heldBytes: number;
}

/**
 * Versions may change ten times a second. A body is served for 1 ms per 10,000 bytes, at most half
 * a second, even if there is a newer version.
 */
const BYTES_A_MS = 10_000;
const MOST_KEPT_MS = 500;

interface Shelved {
  readonly version: string;
  readonly body: SharedBody;
  readonly writtenMs: number;
  bytes: number;
}

/**
 * Keeps the newest body of each key in an LRU cache of `maxBytes`, compressed forms included.
 * Serialising takes a small part of one core at any number of clients and changes.
 */
export function makeBodyShelf(maxBytes: number, nowMs: () => number): BodyShelf {
  const shelf = new Map<string, Shelved>();
  let held = 0;

  const find = ({ key, version }: Pick<Wanted, 'key' | 'version'>): SharedBody | null => {
    const known = shelf.get(key);
    if (known === undefined) return null;
    const keptMs = Math.min(known.body.plain.length / BYTES_A_MS, MOST_KEPT_MS);
    if (known.version !== version && nowMs() - known.writtenMs >= keptMs) return null;
    shelf.delete(key);
    shelf.set(key, known);
    return known.body;
  };
  const drop = (key: string): void => {
    held -= shelf.get(key)?.bytes ?? 0;
    shelf.delete(key);
  };
  const account = (key: string, entry: Shelved): void => {
    if (shelf.get(key) !== entry) return;
    held += entry.body.heldBytes - entry.bytes;
    entry.bytes = entry.body.heldBytes;
    for (const oldest of shelf.keys()) {
      if (held <= maxBytes) break;
      drop(oldest);
    }
  };
  const put = ({ key, version, etag, write }: Wanted): SharedBody => {
    drop(key);
    const body = shareBody(write(), { etag, onGrown: () => account(key, entry) });
    const entry: Shelved = { version, body, writtenMs: nowMs(), bytes: 0 };
    shelf.set(key, entry);
    account(key, entry);
    return body;
  };
  return {
    find,
    take: (wanted) => find(wanted) ?? put(wanted),
    get heldBytes() {
      return held;
    },
  };
}
