import { z } from 'zod';
import { TICKET_STATUSES } from './model.ts';

/** A ticket in the result of a command. Its code is made when it is shown. */
export const ticketView = z.object({
  id: z.string(),
  reservationId: z.string(),
  performanceId: z.string(),
  seatNumber: z.int(),
  label: z.string(),
  grade: z.string(),
  status: z.enum(TICKET_STATUSES),
  version: z.int(),
  issuedAt: z.iso.datetime(),
});
