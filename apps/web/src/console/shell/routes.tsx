import type { ComponentType } from 'preact';
import { type PageProps, type Route, Router } from '../../shell/routing/router.tsx';
import type { Me } from '../../shell/session.ts';
import { AccountsPage } from '../accounts/accounts-page.tsx';
import { ActionsPage } from '../actions/actions-page.tsx';
import { AuditPage } from '../audit/audit-page.tsx';
import { DeskPage } from '../desk/desk-page.tsx';
import { HallPage } from '../desk/hall/hall-page.tsx';
import { MovePage } from '../desk/reservation/move-page.tsx';
import { DeskReservationPage } from '../desk/reservation/reservation-page.tsx';
import { MoneyPage } from '../money/money-page.tsx';
import { QueuesPage } from '../queues/queues-page.tsx';
import { LiveSalePage } from '../sale/live-sale-page.tsx';
import { SalePage } from '../sale/sale-page.tsx';
import { ConcertPage } from '../set-up/concerts/concert-page.tsx';
import { ConcertsPage } from '../set-up/concerts/concerts-page.tsx';
import { NewConcertPage } from '../set-up/concerts/new-concert-page.tsx';
import { NewVenuePage } from '../set-up/venues/new-venue-page.tsx';
import { VenuesPage } from '../set-up/venues/venues-page.tsx';
import { HomePage } from './home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { isAllowed, type StaffRole } from './roles.ts';

interface WithMe {
  readonly me: Me;
}

const PAGES = [
  ['steward', '/console', HomePage],
  ['box_office', '/console/sale', SalePage],
  ['box_office', '/console/sale/:performanceId', LiveSalePage],
  ['box_office', '/console/desk', DeskPage],
  ['box_office', '/console/desk/performances/:performanceId', HallPage],
  ['box_office', '/console/desk/reservations/:reservationId', DeskReservationPage],
  ['box_office', '/console/desk/reservations/:reservationId/move', MovePage],
  ['box_office', '/console/money', MoneyPage],
  ['admin', '/console/venues', VenuesPage],
  ['admin', '/console/venues/new', NewVenuePage],
  ['admin', '/console/concerts', ConcertsPage],
  ['admin', '/console/concerts/new', NewConcertPage],
  ['admin', '/console/concerts/:concertId', ConcertPage],
  ['admin', '/console/queues', QueuesPage],
  ['admin', '/console/audit', AuditPage],
  ['admin', '/console/accounts', AccountsPage],
  ['admin', '/console/actions', ActionsPage],
] as const satisfies readonly (readonly [StaffRole, string, ComponentType<PageProps & WithMe>])[];

/** The pages of a role. Others do not exist for it, as the API refuses them. */
export function ConsoleRoutes({ me }: WithMe) {
  const routes = PAGES.filter(([role]) => isAllowed(me, role)).map(
    ([, pattern, page]): Route<WithMe> => [pattern, () => page],
  );
  return <Router routes={routes} missing={NotFoundPage} shared={{ me }} />;
}
