/**
 * A socket is destroyed and replaced after this much silence while an answer is due. `blocking` is
 * for BullMQ, which waits for jobs for up to ten seconds.
 */
export const SILENCE_MS = { prompt: 1_500, patient: 5_000, blocking: 15_000 } as const;
