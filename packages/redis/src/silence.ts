/**
 * Silence while an answer is due, after which a socket is destroyed and another one takes its place: of requests, of workers,
 * and of BullMQ's waiting for jobs, which takes ten seconds at most.
 */
export const SILENCE_MS = { prompt: 1_500, patient: 5_000, blocking: 15_000 } as const;
