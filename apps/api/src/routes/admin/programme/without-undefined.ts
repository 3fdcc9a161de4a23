type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that have a value. zod's optional members may be there without one. */
export const withoutUndefined = <T extends object>(members: T): Given<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Given<T>;
