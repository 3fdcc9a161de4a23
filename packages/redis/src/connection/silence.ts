/**
 * A socket is replaced after this much silence while an answer is due. `blocking` is for BullMQ,
 * which waits up to ten seconds for jobs.
 */
export const SILENCE_MS = { prompt: 1_500, patient: 5_000, blocking: 15_000 } as const;
