import type { ComponentType } from 'preact';
import { lazy, Route, Router } from 'preact-iso';
import { BrokenPage, NotFoundPage } from './frame/fallback-pages.tsx';
import { loadTexts } from './language/lazy-texts.ts';
import { noteNavigation } from './navigation.ts';
import { currentLanguage } from './texts.ts';

type PageModule = { readonly default: ComponentType };

/** A page whose script and texts are loaded when it is first shown. */
const page = (load: () => Promise<PageModule>) =>
  lazy<ComponentType>(async () => {
    try {
      const module = await load();
      await loadTexts(currentLanguage());
      return module;
    } catch {
      return { default: BrokenPage };
    }
  });

const ConcertsPage = page(() => import('../concerts/concerts-page.tsx'));
const ConcertPage = page(() => import('../concerts/concert-page.tsx'));
const QueuePage = page(() => import('../waiting-room/queue-page.tsx'));
const SeatsPage = page(() => import('../seats/seats-page.tsx'));
const PayPage = page(() => import('../checkout/pay-page.tsx'));
const PaidPage = page(() => import('../checkout/paid-page.tsx'));
const ReservationsPage = page(() => import('../reservations/reservations-page.tsx'));
const ReservationPage = page(() => import('../reservations/reservation-page.tsx'));
const WalletPage = page(() => import('../wallet/wallet-page.tsx'));
const ToppedUpPage = page(() => import('../wallet/topped-up-page.tsx'));
const SignInPage = page(() => import('../account/sign-in-page.tsx'));
const SignUpPage = page(() => import('../account/sign-up-page.tsx'));
const AccountPage = page(() => import('../account/account-page.tsx'));
const VerifyEmailPage = page(() => import('../account/verify-email-page.tsx'));
const ResetPasswordPage = page(() => import('../account/reset-password-page.tsx'));

export function Routes() {
  return (
    <Router onRouteChange={noteNavigation}>
      <Route path="/" component={ConcertsPage} />
      <Route path="/concerts/:concertId" component={ConcertPage} />
      <Route path="/concerts/:concertId/queue" component={QueuePage} />
      <Route path="/performances/:performanceId/seats" component={SeatsPage} />
      <Route path="/reservations" component={ReservationsPage} />
      <Route path="/reservations/:reservationId" component={ReservationPage} />
      <Route path="/reservations/:reservationId/pay" component={PayPage} />
      <Route path="/reservations/:reservationId/paid" component={PaidPage} />
      <Route path="/wallet" component={WalletPage} />
      <Route path="/wallet/topped-up" component={ToppedUpPage} />
      <Route path="/sign-in" component={SignInPage} />
      <Route path="/sign-up" component={SignUpPage} />
      <Route path="/account" component={AccountPage} />
      <Route path="/verify-email" component={VerifyEmailPage} />
      <Route path="/reset-password" component={ResetPasswordPage} />
      <Route default component={NotFoundPage} />
    </Router>
  );
}
