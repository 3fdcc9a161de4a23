/** The pure decision threw: the commands that were decided hold one that cannot be. Carries the cause. */
export class DecisionFailed extends Error {
  override name = 'DecisionFailed';
  constructor(cause: unknown) {
    super('a hold command cannot be decided', { cause });
  }
}
