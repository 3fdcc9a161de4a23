import { ErrorBoundary, LocationProvider } from 'preact-iso';
import { Faults } from './frame/faults.tsx';
import { Frame } from './frame/frame.tsx';
import { Routes } from './routes.tsx';

/** The console and the gate are documents of their own. */
const FANS = /^\/(?!(console|gate)(\/|\?|$))/;

export function App() {
  return (
    <LocationProvider scope={FANS}>
      <ErrorBoundary>
        <Frame>
          <Faults>
            <Routes />
          </Faults>
        </Frame>
      </ErrorBoundary>
    </LocationProvider>
  );
}
