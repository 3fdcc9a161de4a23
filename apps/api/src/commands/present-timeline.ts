import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';

/** The events of a reservation or a payment, oldest first. */
export const timelineSchema = z.array(
  z
    .object({ type: z.string().openapi({ example: 'payment.completed' }), at: instant })
    .openapi('TimelineEvent'),
);

export const presentTimeline = (
  timeline: readonly { readonly type: string; readonly at: Date }[],
): z.infer<typeof timelineSchema> => timeline.map(({ type, at }) => ({ type, at: at.toISOString() }));
