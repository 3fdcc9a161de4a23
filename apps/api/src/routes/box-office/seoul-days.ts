const SEOUL_OFFSET_MS = 9 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The day of a moment in Seoul, such as 2026-03-01. */
export const seoulDay = (at: Date): string => dayOf(at.getTime() + SEOUL_OFFSET_MS);

export const addDays = (day: string, days: number): string => dayOf(Date.parse(day) + days * DAY_MS);

/** How many days later the second day is; negative if it is earlier. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
