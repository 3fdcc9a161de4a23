/** A value that this device keeps. Null without one, or where storage is forbidden. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value on this device, or removes it. */
export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The page works without.
  }
}

/** `sessionStorage` or `localStorage`. It is asked for at each use, because it may be forbidden. */
export type StorageOf = () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A value that the browser keeps. Storage that is full or forbidden counts as empty. */
export interface Stored<T> {
  readonly read: () => T | null;
  readonly write: (value: T) => void;
  readonly forget: () => void;
}

/** `parse` gives null for a value of another form, which an earlier version may have written. */
export function makeStored<T>(
  storage: StorageOf,
  key: string,
  parse: (value: unknown) => T | null,
): Stored<T> {
  const attempt = <R>(use: () => R): R | null => {
    try {
      return use();
    } catch {
      return null;
    }
  };
  return {
    read: () => attempt(() => parse(JSON.parse(storage().getItem(key) ?? 'null'))),
    write: (value) => attempt(() => storage().setItem(key, JSON.stringify(value))),
    forget: () => attempt(() => storage().removeItem(key)),
  };
}
