import type { AccountId, SessionId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Guesses, TooManyGuesses } from '../guesses.ts';

/** Time-based codes (RFC 6238) and recovery codes, which are stored as digests. */
export interface SecondFactorStore {
  find(accountId: AccountId): Promise<{ readonly sealedSecret: string; readonly confirmed: boolean } | null>;
  /** Stores an unconfirmed second factor; false if the account has a confirmed one. */
  propose(
    accountId: AccountId,
    sealedSecret: string,
    recoveryDigests: readonly Uint8Array[],
  ): Promise<boolean>;
  /** Confirms it and marks the session as having one; false if there is none to confirm. */
  confirm(accountId: AccountId, step: number, sessionId: SessionId | null): Promise<boolean>;
  /** Uses up a time step; false if its code or a later one was used before. */
  useStep(accountId: AccountId, step: number): Promise<boolean>;
  /** Uses up a recovery code; false if it is unknown or used. */
  useRecoveryCode(accountId: AccountId, digest: Uint8Array): Promise<boolean>;
  remove(accountId: AccountId): Promise<boolean>;
}

/** The codes of a second factor. */
export interface OneTimeCodes {
  newSecret(): string;
  newRecoveryCodes(): readonly string[];
  /** The stored digest of a recovery code. */
  digest(recoveryCode: string): Uint8Array;
  uri(secret: string, email: string): string;
  /** The time step of a code that is valid now or was a moment ago; null for a wrong code. */
  stepOf(secret: string, code: string): number | null;
}

/** Encrypts secrets at rest, bound to one account. */
export interface SecretBox {
  seal(accountId: AccountId, secret: string): string;
  /** Null if no known key decrypts it. */
  open(accountId: AccountId, sealed: string): string | null;
}

export interface SecondFactorPorts {
  readonly secondFactors: SecondFactorStore;
  readonly codes: OneTimeCodes;
  readonly box: SecretBox;
  readonly guesses: Guesses;
}

export type CheckSecondFactor = (
  accountId: AccountId,
  code: string | undefined,
) => Promise<'none' | 'required' | 'right' | 'wrong'>;

/** Checks and uses up the code of a login; `none` for an account without a second factor. */
export function makeCheckSecondFactor(ports: SecondFactorPorts): CheckSecondFactor {
  return async (accountId, code) => {
    const found = await ports.secondFactors.find(accountId);
    if (found === null || !found.confirmed) return 'none';
    if (code === undefined) return 'required';
    const step = ports.codes.stepOf(openSecret(ports.box, accountId, found.sealedSecret), code);
    const right =
      step === null
        ? await ports.secondFactors.useRecoveryCode(accountId, ports.codes.digest(code))
        : await ports.secondFactors.useStep(accountId, step);
    return right ? 'right' : 'wrong';
  };
}

export interface NewSecondFactor {
  readonly secret: string;
  readonly uri: string;
  readonly recoveryCodes: readonly string[];
}

/** Proposes a second factor, which applies once confirmed. Refuses if one exists. */
export const makeSetUpSecondFactor =
  ({ secondFactors, codes, box }: SecondFactorPorts) =>
  async (account: {
    readonly id: AccountId;
    readonly email: string;
  }): Promise<Result<NewSecondFactor, { readonly code: 'second_factor_exists' }>> => {
    const secret = codes.newSecret();
    const recoveryCodes = codes.newRecoveryCodes();
    const digests = recoveryCodes.map((code) => codes.digest(code));
    const proposed = await secondFactors.propose(account.id, box.seal(account.id, secret), digests);
    if (!proposed) return refuse({ code: 'second_factor_exists' });
    return ok({ secret, uri: codes.uri(secret, account.email), recoveryCodes });
  };

/** Confirms a proposed second factor with a first code. */
export const makeConfirmSecondFactor =
  ({ secondFactors, codes, box, guesses }: SecondFactorPorts) =>
  async (
    accountId: AccountId,
    sessionId: SessionId | null,
    code: string,
  ): Promise<Result<null, { readonly code: 'code_invalid' } | TooManyGuesses>> => {
    const key = `second factor of ${accountId}`;
    const wait = await guesses.begin(key);
    if (wait > 0) return refuse({ code: 'rate_limited', retryAfterSeconds: wait });
    const found = await secondFactors.find(accountId);
    if (found === null || found.confirmed) return refuse({ code: 'code_invalid' });
    const step = codes.stepOf(openSecret(box, accountId, found.sealedSecret), code);
    if (step === null || !(await secondFactors.confirm(accountId, step, sessionId)))
      return refuse({ code: 'code_invalid' });
    await guesses.end(key, 'right');
    return ok(null);
  };

function openSecret(box: SecretBox, accountId: AccountId, sealed: string): string {
  const secret = box.open(accountId, sealed);
  if (secret === null)
    throw new Error(`no secret of SECOND_FACTOR_SECRET decrypts the second factor of ${accountId}`);
  return secret;
}
