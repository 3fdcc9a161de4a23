import type { AccountId, ConcertId } from '../shared/ids.ts';

/** Who says that they may hold seats, of which concert, and by which queue token. */
export interface PassClaim {
  readonly concertId: ConcertId;
  readonly accountId: AccountId;
  readonly token: string;
}

/** The right of an admitted fan to hold seats of one concert, bound to the account and the queue token. */
export interface Passes {
  /**
   * Whether the pass is running at this moment, by the clock of the server that keeps it. False as well for a token
   * that is unknown, of another account, of another concert, not admitted yet, expired or ended.
   */
  isActive(claim: PassClaim): Promise<boolean>;
  /** The same for many, in the order given. */
  areActive(claims: readonly PassClaim[]): Promise<boolean[]>;
  /** Ends the account's pass and frees its place for the next batch. Does nothing when there is none. */
  end(holder: { readonly concertId: ConcertId; readonly accountId: AccountId }): Promise<void>;
}
