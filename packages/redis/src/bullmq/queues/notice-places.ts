/** Places for the notices of several jobs. */
export interface NoticePlaces {
  /** Resolves, in the order of the calls, once `count` places are free, or all of them. */
  take(count: number): Promise<void>;
  /** Frees one place. */
  free(): void;
}

export function makeNoticePlaces(most: number): NoticePlaces {
  let taken = 0;
  let last = Promise.resolve();
  let wake = () => {};
  const takeNow = async (count: number): Promise<void> => {
    while (taken > 0 && taken + count > most) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    taken += count;
  };
  return {
    take: (count) => {
      last = last.then(() => takeNow(count));
      return last;
    },
    free: () => {
      taken -= 1;
      wake();
    },
  };
}
