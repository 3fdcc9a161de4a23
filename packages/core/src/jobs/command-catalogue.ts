import type { z } from 'zod';
import { blockSeats, moveSeats, sellSeats, unblockSeats } from '../box-office/commands.ts';
import { cancelAtBoxOffice, cancelReservation, holdSeats } from '../holds/commands.ts';
import { payReservation, topUpWallet } from '../payments/commands.ts';
import type { CommandDefinition } from '../shared/command.ts';
import type { Outcome } from '../shared/outcome.ts';
import { cancelPerformance } from '../shows/commands.ts';
import { checkIn, checkInBatch } from '../tickets/gate/commands.ts';

const definitions = {
  [holdSeats.name]: holdSeats,
  [cancelReservation.name]: cancelReservation,
  [cancelAtBoxOffice.name]: cancelAtBoxOffice,
  [payReservation.name]: payReservation,
  [topUpWallet.name]: topUpWallet,
  [checkIn.name]: checkIn,
  [checkInBatch.name]: checkInBatch,
  [blockSeats.name]: blockSeats,
  [unblockSeats.name]: unblockSeats,
  [sellSeats.name]: sellSeats,
  [moveSeats.name]: moveSeats,
  [cancelPerformance.name]: cancelPerformance,
} as const;

type Definitions = typeof definitions;
export type CommandName = keyof Definitions;
export type CommandPayload<N extends CommandName> = z.output<Definitions[N]['payload']>;
export type CommandResult<N extends CommandName> = z.output<Definitions[N]['result']>;
export type CommandRejection<N extends CommandName> = Definitions[N]['rejections'][number];
export type CommandOutcome<N extends CommandName> = {
  readonly [K in N]: Outcome<CommandResult<K>, CommandRejection<K>>;
}[N];

/** Every command that a client can submit, by its public name. */
export const commandCatalogue: {
  readonly [N in CommandName]: CommandDefinition<N, CommandPayload<N>, CommandResult<N>, CommandRejection<N>>;
} = definitions;

export const COMMAND_NAMES: readonly CommandName[] = Object.values(commandCatalogue).map(({ name }) => name);

export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commandCatalogue, name);
