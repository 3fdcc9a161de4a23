import { Route, Router } from 'preact-iso';
import { noteNavigation } from '../../shell/navigation.ts';
import type { Me } from '../../shell/session.ts';
import { DeskPage } from '../desk/desk-page.tsx';
import { HomePage } from './home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { isAllowed } from './roles.ts';

/** The pages of a role. Others do not exist for it, as the API refuses them. */
export function ConsoleRoutes({ me }: { readonly me: Me }) {
  return (
    <Router onRouteChange={noteNavigation}>
      <Route path="/console" component={HomePage} me={me} />
      {isAllowed(me, 'box_office') ? deskRoutes(me) : []}
      <Route default component={NotFoundPage} />
    </Router>
  );
}

const deskRoutes = (me: Me) => [<Route key="desk" path="/console/desk" component={DeskPage} me={me} />];
