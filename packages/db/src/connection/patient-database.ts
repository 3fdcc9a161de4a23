import type { Database } from './database.ts';

/**
 * A database for work that may take long, over a pool whose limits allow it. Each piece of work first asks the prompt pool
 * whether the server answers at all, so that a server that is away is noticed as soon as elsewhere.
 */
export const makePatientDatabase = (patient: Database, prompt: Pick<Database, 'ping'>): Database => ({
  ...patient,
  query: async (text, values) => {
    await prompt.ping();
    return patient.query(text, values);
  },
  transaction: async (work) => {
    await prompt.ping();
    return patient.transaction(work);
  },
});
