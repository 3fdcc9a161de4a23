import {
  makeConfirmSecondFactor,
  makeSetUpSecondFactor,
  type SecondFactorPorts,
  type SecondFactorStore,
} from '@concert-mania/core/identity/sessions/second-factor';

/** An account's operations on its own second factor. */
export interface SecondFactorUseCases {
  readonly setUp: ReturnType<typeof makeSetUpSecondFactor>;
  readonly confirm: ReturnType<typeof makeConfirmSecondFactor>;
  readonly remove: SecondFactorStore['remove'];
}

export const makeSecondFactorUseCases = (ports: SecondFactorPorts): SecondFactorUseCases => ({
  setUp: makeSetUpSecondFactor(ports),
  confirm: makeConfirmSecondFactor(ports),
  remove: ports.secondFactors.remove,
});
