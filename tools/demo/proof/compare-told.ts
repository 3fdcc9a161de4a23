/** Compares what fans were told with the database. */
export function compareTold<T>(
  told: ReadonlyMap<string, string>,
  recorded: ReadonlyMap<string, T>,
  read: (value: T) => string,
): readonly string[] {
  return [...told].flatMap(([id, status]) => {
    const record = recorded.get(id);
    if (record === undefined) return [`${id}: the fan was told ${status}, the database has nothing`];
    const recordedStatus = read(record);
    return recordedStatus === status
      ? []
      : [`${id}: the fan was told ${status}, the database has ${recordedStatus}`];
  });
}
