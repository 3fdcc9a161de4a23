import type { ComponentType } from 'preact';
import { BrokenPage, NotFoundPage } from './frame/fallback-pages.tsx';
import { loadTexts } from './language/lazy-texts.ts';
import { type PageProps, type Route, Router } from './routing/router.tsx';
import { currentLanguage } from './texts.ts';

type PageModule = { readonly default: ComponentType<PageProps> };

/** A page whose script and texts are loaded when it is first shown. */
const page = (load: () => Promise<PageModule>) => async () => {
  try {
    const module = await load();
    await loadTexts(currentLanguage());
    return module.default;
  } catch {
    return BrokenPage;
  }
};

const ROUTES: readonly Route[] = [
  ['/', page(() => import('../concerts/concerts-page.tsx'))],
  ['/concerts/:concertId', page(() => import('../concerts/concert-page.tsx'))],
  ['/concerts/:concertId/queue', page(() => import('../waiting-room/queue-page.tsx'))],
  ['/performances/:performanceId/seats', page(() => import('../seats/seats-page.tsx'))],
  ['/reservations', page(() => import('../reservations/reservations-page.tsx'))],
  ['/reservations/:reservationId', page(() => import('../reservations/reservation-page.tsx'))],
  ['/reservations/:reservationId/pay', page(() => import('../checkout/pay-page.tsx'))],
  ['/reservations/:reservationId/paid', page(() => import('../checkout/paid-page.tsx'))],
  ['/wallet', page(() => import('../wallet/wallet-page.tsx'))],
  ['/wallet/topped-up', page(() => import('../wallet/topped-up-page.tsx'))],
  ['/sign-in', page(() => import('../account/sign-in-page.tsx'))],
  ['/sign-up', page(() => import('../account/sign-up-page.tsx'))],
  ['/account', page(() => import('../account/account-page.tsx'))],
  ['/verify-email', page(() => import('../account/verify-email-page.tsx'))],
  ['/reset-password', page(() => import('../account/reset-password-page.tsx'))],
];

export const Routes = () => <Router routes={ROUTES} missing={NotFoundPage} shared={{}} />;
