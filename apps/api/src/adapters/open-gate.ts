import { cacheGateReader } from '@concert-mania/core/tickets/gate/cached-reader';
import { verifyTicketCode } from '@concert-mania/core/tickets/ticket-code';
import { makeGatePerformances } from '@concert-mania/db/tickets/gate/gate-performances';
import { makeGateReader } from '@concert-mania/db/tickets/gate/gate-reader';
import type { TicketKeys } from '@concert-mania/runtime/ticket-keys';
import type { BodyShelf } from '../http/shared-bodies/body-shelf.ts';
import type { GateDeps } from '../routes/gate/ports.ts';
import type { Servers } from './open-servers.ts';

export const openGate = ({ db }: Pick<Servers, 'db'>, keys: TicketKeys, bodies: BodyShelf): GateDeps => ({
  performances: makeGatePerformances(db),
  reader: cacheGateReader(makeGateReader(db), () => performance.now()),
  verifyCode: (code) => verifyTicketCode(code, keys.verify),
  keySet: keys.keySet,
  bodies,
});
