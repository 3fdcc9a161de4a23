import { eventCalendar } from '@concert-mania/documents/event-calendar';
import { createRoute, z } from '@hono/zod-openapi';
import type { TypedResponse } from 'hono';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { answerShared } from '../../http/shared-bodies/answer.ts';
import {
  conditionalHeaders,
  notModified,
  REVALIDATE,
  versionEtag,
} from '../../http/shared-bodies/conditional.ts';
import type { SharedBody } from '../../http/shared-bodies/shared-body.ts';
import { findPublished } from '../catalogue/ports.ts';

import { fileNameHeader } from './ports.ts';

const CALENDAR = 'text/calendar; charset=utf-8';

const route = createRoute({
  operationId: 'getCalendarFile',
  method: 'get',
  path: '/v1/performances/{performanceId}/event.ics',
  tags: ['Catalogue'],
  summary: 'A performance as a calendar file (RFC 5545)',
  description: 'The performance for a calendar.',
  request: { params: z.object({ performanceId: z.string() }) },
  responses: {
    200: {
      description: 'One event. Its `UID` stays; its `SEQUENCE` rises when it is postponed or cancelled',
      content: { 'text/calendar': { schema: { type: 'string' as const, example: 'BEGIN:VCALENDAR …' } } },
      headers: { ...conditionalHeaders, ...fileNameHeader },
    },
    ...notModified,
    ...problems('performance_not_found'),
  },
});

type TextAnswer = Response & (TypedResponse<string, 200, 'text'> | TypedResponse<null, 304, 'body'>);

/** `GET /v1/performances/{performanceId}/event.ics`: written once per revision of the concert. */
export const addGetEventCalendar: AddRoute<'catalogue' | 'clock' | 'performances' | 'ticketFiles'> = (
  app,
  deps,
) => {
  app.openapi(route, async (c) => {
    const performance = await findPublished(deps.performances, c.req.valid('param').performanceId);
    if (performance === null) return problem(c, 'performance_not_found');
    const etag = versionEtag(performance.revision);
    const answer = async (body: SharedBody) => {
      addHeader(c, 'content-disposition', 'attachment; filename="concert.ics"');
      return (await answerShared(c, body, REVALIDATE, CALENDAR)) as TextAnswer;
    };
    const wanted = { key: `calendar ${performance.id}`, version: etag, etag };
    const known = deps.catalogue.bodies.find(wanted);
    if (known !== null) return answer(known);
    const facts = await deps.ticketFiles.sheets.findPerformance(performance.id);
    if (facts === null) return problem(c, 'performance_not_found');
    const { webUrl } = deps.ticketFiles;
    const url = webUrl === undefined ? null : `${webUrl.replace(/\/$/, '')}/concerts/${facts.concertId}`;
    const write = () => Buffer.from(eventCalendar(facts, url, deps.clock()));
    return answer(deps.catalogue.bodies.take({ ...wanted, write }));
  });
};
