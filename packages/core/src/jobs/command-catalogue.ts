import { cancelReservation, holdSeats } from '../holds/commands.ts';
import { payReservation } from '../payments/commands.ts';
import { topUpWallet } from '../payments/top-up-command.ts';

/**
 * Every command a client can submit, by its public name. Deliveries and handlers cover them all.
 */
export const commandCatalogue = {
  [holdSeats.name]: holdSeats,
  [cancelReservation.name]: cancelReservation,
  [payReservation.name]: payReservation,
  [topUpWallet.name]: topUpWallet,
} as const;

export type CommandCatalogue = typeof commandCatalogue;
export type CommandName = keyof CommandCatalogue;
