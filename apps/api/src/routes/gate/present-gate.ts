import {
  type GateCounts,
  type GatePerformance,
  MAX_COUNTED_MINUTES,
} from '@concert-mania/core/tickets/gate/ports';
import { TICKET_STATUSES } from '@concert-mania/core/tickets/model';
import { z } from '@hono/zod-openapi';
import { instant } from '../../http/schema.ts';
import { ticketKeyFields } from '../tickets/ticket-key-fields.ts';

const PERFORMANCE = 'prf_01k3x9w2yq5v7c8m4n6p0r1s2t';
const AT = '2026-03-01T10:12:00.000Z';

export const gatePerformanceSchema = z
  .object({
    id: z.string(),
    concertId: z.string(),
    title: z.string(),
    venue: z.string(),
    startsAt: instant,
  })
  .openapi('GatePerformance', {
    example: {
      id: PERFORMANCE,
      concertId: 'con_01k3x9w2yq5v7c8m4n6p0r1s2t',
      title: '2026 신년콘서트',
      venue: '한빛아트홀',
      startsAt: AT,
    },
  });

export const presentGatePerformance = ({
  startsAt,
  ...performance
}: GatePerformance): z.infer<typeof gatePerformanceSchema> => ({
  ...performance,
  startsAt: startsAt.toISOString(),
});

const count = z.int().min(0);

export const gateCountsSchema = z
  .object({
    version: count.openapi({ description: 'Grows with every change of a ticket' }),
    issued: count.openapi({ description: 'All tickets, void ones included' }),
    admitted: count,
    void: count,
    overtaken: count.openapi({
      description:
        'Scans that were admitted until an earlier scan was merged: two persons may have entered with one ticket',
    }),
    byGate: z.array(z.object({ gate: z.string(), admitted: count })),
    perMinute: z.array(z.object({ minute: instant, admitted: count })).openapi({
      description: `The newest ${MAX_COUNTED_MINUTES} minutes in which somebody was admitted, oldest first`,
    }),
  })
  .openapi('GateCounts', {
    example: {
      version: 4_310,
      issued: 2_004,
      admitted: 302,
      void: 4,
      overtaken: 0,
      byGate: [
        { gate: 'A', admitted: 180 },
        { gate: 'B', admitted: 122 },
      ],
      perMinute: [{ minute: AT, admitted: 302 }],
    },
  });

export const presentCounts = ({ perMinute, ...counts }: GateCounts): z.infer<typeof gateCountsSchema> => ({
  ...counts,
  byGate: [...counts.byGate],
  perMinute: perMinute.map(({ minute, admitted }) => ({ minute: minute.toISOString(), admitted })),
});

const ticketKey = z.object(ticketKeyFields).openapi('TicketKey', {
  example: {
    kty: 'OKP',
    crv: 'Ed25519',
    alg: 'EdDSA',
    use: 'sig',
    kid: '1F9A04C7',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
});

export const gateSnapshotSchema = z
  .object({
    performanceId: z.string(),
    version: count.openapi({ description: 'Grows with every change of a ticket' }),
    keys: z.array(ticketKey).openapi({ description: 'The public keys that sign codes' }),
    tickets: z
      .array(z.tuple([z.string(), z.int().min(1), z.enum(TICKET_STATUSES)]))
      .openapi({ description: 'Id, version and status of each ticket, void ones included' }),
  })
  .openapi('GateSnapshot', {
    example: {
      performanceId: PERFORMANCE,
      version: 5,
      keys: [],
      tickets: [
        ['tkt_01k3x9w2yq5v7c8m4n6p0r1s2t01', 1, 'used'],
        ['tkt_01k3x9w2yq5v7c8m4n6p0r1s2t02', 1, 'valid'],
      ],
    },
  });
