import type { Database } from './database.ts';

/**
 * A database for long-running work, on a pool with long limits. Each piece of work first pings the
 * prompt pool, so a server that is down is noticed quickly.
 */
export const makePatientDatabase = (patient: Database, prompt: Pick<Database, 'ping'>): Database => ({
  ...patient,
  query: async (text, values) => {
    await prompt.ping();
    return patient.query(text, values);
  },
  transaction: async (work, options) => {
    await prompt.ping();
    return patient.transaction(work, options);
  },
});
