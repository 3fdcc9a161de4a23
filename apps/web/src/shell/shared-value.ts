import { useEffect, useState } from 'preact/hooks';

/** A value that several components show, such as the language. */
export interface SharedValue<T> {
  readonly get: () => T;
  readonly set: (value: T) => void;
  /** The value, as a hook: the component is drawn again when it changes. */
  readonly use: () => T;
}

export function makeSharedValue<T>(first: T): SharedValue<T> {
  let current = first;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => current,
    set: (value) => {
      current = value;
      for (const listener of listeners) listener(value);
    },
    use: () => {
      const [shown, show] = useState<T>(() => current);
      useEffect(() => {
        const listener = (value: T) => show(() => value);
        listeners.add(listener);
        // It may have changed between drawing and this effect.
        listener(current);
        return () => {
          listeners.delete(listener);
        };
      }, []);
      return shown;
    },
  };
}
