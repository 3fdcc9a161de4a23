import { later } from '../shell/parts/later.tsx';

/** Loaded when a payment was declined, which few fans see. */
export const DeclineReason = later(async () => (await import('./declined/reason.tsx')).Reason);
