import { MAX_VENUE_SECTIONS } from '@concert-mania/core/catalogue/venue-sections';
import type { ManagedAccount } from '@concert-mania/core/identity/staff/staff-accounts';
import type { StaffAction } from '@concert-mania/core/identity/staff/staff-actions';
import {
  CONCERT_STATES,
  type ProgrammedSummary,
  type VenueDetail,
  type VenueSummary,
} from '@concert-mania/core/programme/lists';
import { z } from '@hono/zod-openapi';
import { instant } from '../../../http/schema.ts';
import { accountSchema, presentAccount } from '../../accounts/schemas.ts';

export const managedAccountSchema = accountSchema
  .extend({
    disabled: z.boolean().openapi({ description: 'It cannot sign in' }),
    disabledAt: instant.nullable(),
    createdAt: instant,
    secondFactor: z.boolean().openapi({ description: 'A login needs the code of an app' }),
  })
  .openapi('ManagedAccount');

export const presentManagedAccount = (account: ManagedAccount): z.infer<typeof managedAccountSchema> => ({
  ...presentAccount(account),
  disabled: account.disabledAt !== null,
  disabledAt: account.disabledAt?.toISOString() ?? null,
  createdAt: account.createdAt.toISOString(),
  secondFactor: account.secondFactor,
});

export const staffActionSchema = z
  .object({
    at: instant,
    accountId: z.string().nullable().openapi({ description: 'Null: the command line' }),
    action: z.string().openapi({ example: 'concert.published' }),
    subject: z.string().nullable().openapi({ description: 'The id of the changed object' }),
    requestId: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('StaffAction');

export const presentStaffAction = (action: StaffAction): z.infer<typeof staffActionSchema> => ({
  at: action.at.toISOString(),
  accountId: action.accountId,
  action: action.action,
  subject: action.subject,
  requestId: action.requestId,
  details: action.details,
});

export const programmedSummarySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    artist: z.string(),
    venue: z.object({ id: z.string(), name: z.string() }),
    status: z.enum(CONCERT_STATES),
    publishedAt: instant.nullable(),
    createdAt: instant,
    performances: z.int().openapi({ description: 'The number of performances' }),
    firstStartsAt: instant.nullable(),
    lastStartsAt: instant.nullable(),
  })
  .openapi('ProgrammedConcert');

export const presentProgrammedSummary = (
  concert: ProgrammedSummary,
): z.infer<typeof programmedSummarySchema> => ({
  id: concert.id,
  title: concert.title,
  artist: concert.artist,
  venue: concert.venue,
  status: concert.publishedAt === null ? 'draft' : 'published',
  publishedAt: concert.publishedAt?.toISOString() ?? null,
  createdAt: concert.createdAt.toISOString(),
  performances: concert.performances,
  firstStartsAt: concert.firstStartsAt?.toISOString() ?? null,
  lastStartsAt: concert.lastStartsAt?.toISOString() ?? null,
});

export const venueSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    focalPoint: z.object({ x: z.number(), y: z.number() }),
    seatCount: z.int(),
    sections: z
      .array(
        z.object({
          name: z.string().openapi({ example: 'Floor' }),
          seats: z.int(),
          box: z
            .object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
            .openapi({ description: 'Holds its seats, in the coordinates of the plan' }),
        }),
      )
      .openapi({ description: `The zones in the order of the plan, the first ${MAX_VENUE_SECTIONS}` }),
    createdAt: instant,
  })
  .openapi('Venue');

export const venueDetailSchema = venueSchema
  .extend({
    categories: z.array(z.object({ category: z.string().openapi({ example: 'R' }), seats: z.int() })),
  })
  .openapi('VenueDetail');

export const presentVenue = (venue: VenueSummary): z.infer<typeof venueSchema> => ({
  id: venue.id,
  name: venue.name,
  address: venue.address,
  focalPoint: venue.focalPoint,
  seatCount: venue.seatCount,
  sections: [...venue.sections],
  createdAt: venue.createdAt.toISOString(),
});

export const presentVenueDetail = (venue: VenueDetail): z.infer<typeof venueDetailSchema> => ({
  ...presentVenue(venue),
  categories: [...venue.categories],
});
