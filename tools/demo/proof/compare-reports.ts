/** Compares the answers to fans with the database. */
export function compareReports<T>(
  reports: ReadonlyMap<string, string>,
  recorded: ReadonlyMap<string, T>,
  read: (value: T) => string,
): readonly string[] {
  return [...reports].flatMap(([id, status]) => {
    const record = recorded.get(id);
    if (record === undefined) return [`${id}: reported ${status}, the database has nothing`];
    const recordedStatus = read(record);
    return recordedStatus === status ? [] : [`${id}: reported ${status}, the database has ${recordedStatus}`];
  });
}
