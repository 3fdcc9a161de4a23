type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops members that are undefined; zod's optional members may be. */
export const withoutUndefined = <T extends object>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
