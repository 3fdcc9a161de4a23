/**
 * The pure decision threw, so at least one command of the batch cannot be decided. Carries the
 * cause.
 */
export class DecisionFailed extends Error {
  override name = 'DecisionFailed';
  constructor(cause: unknown) {
    super('a hold command cannot be decided', { cause });
  }
}
