/** The pure decision threw: at least one command of the batch cannot be decided. Has the cause. */
export class DecisionFailed extends Error {
  override name = 'DecisionFailed';
  constructor(cause: unknown) {
    super('a hold command cannot be decided', { cause });
  }
}
